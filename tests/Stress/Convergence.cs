using Headgate.TestOperator;

namespace Headgate.Stress;

/// <summary>Many random sequences, as in the tests of the operator, with other seeds each time.</summary>
internal static class Convergence
{
    private const int OfOneSeed = 250;

    /// <summary>Runs them, two at a time; the first that fails ends it and says its seed.</summary>
    public static async Task RunAsync(int count)
    {
        var first = Random.Shared.Next(1_000_000);
        Console.WriteLine($"{count} sequences from seed {first} on, {OfOneSeed} of each");
        var seeds = Enumerable.Range(first, (count + OfOneSeed - 1) / OfOneSeed);
        await Parallel.ForEachAsync(seeds, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (seed, cancel) =>
            await Sequences.RunAsync(seed, Math.Min(OfOneSeed, count - ((seed - first) * OfOneSeed)), Console.WriteLine, cancel));
        Console.WriteLine($"{count} sequences ended as a fresh compilation.");
    }
}
