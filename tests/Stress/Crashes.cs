using Headgate.TestOperator;

namespace Headgate.Stress;

/// <summary>Crashes at every request of every step, of which the tests of the operator try some.</summary>
internal static class Crashes
{
    /// <summary>Runs them, two steps at a time; the first that fails ends it and says which.</summary>
    public static async Task RunAsync(IEnumerable<CrashStep> steps)
    {
        var runs = steps.SelectMany(step => new[] { false, true }.Select(leased => (step, leased)));
        await Parallel.ForEachAsync(runs, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (run, cancel) =>
        {
            await using var stage = await Stage.OpenOwnAsync(cancel);
            var requests = await CrashRun.RunAllAsync(stage, run.step, run.leased, int.MaxValue, new Random(), cancel);
            Console.WriteLine($"{run.step.Name}{(run.leased ? ", with a Lease" : "")}: {requests} requests, a crash before and after each");
        });
        Console.WriteLine("All were mended.");
    }
}
