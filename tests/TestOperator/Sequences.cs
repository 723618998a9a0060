using Microsoft.Extensions.Time.Testing;

namespace Headgate.TestOperator;

/// <summary>Random sequences of changes and faults, one after the other in one stage.</summary>
internal static class Sequences
{
    private const int Steps = 12;

    /// <summary>Runs them; fails at the first that does not end as it should.</summary>
    /// <param name="seed">What is random follows from it.</param>
    /// <param name="count">How many.</param>
    /// <param name="say">Takes lines of progress.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(int seed, int count, Action<string> say, CancellationToken cancellationToken)
    {
        await using var stage = await Stage.OpenAsync(cancellationToken);
        var configuration = stage.Configure();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var random = new Random(seed);
        var (world, faults) = (new World(stage, random), new ApiFaults(stage, random));
        var running = await RunningOperator.StartAsync(stage, configuration, time, cancellationToken);
        for (var sequence = 0; sequence < count; sequence++)
        {
            for (var step = 0; step < Steps; step++)
            {
                if (random.Next(4) == 0) await faults.NextAsync();
                await world.StepAsync(cancellationToken);
            }
            if (random.Next(5) == 0)
            {
                await running.KillAsync();
                running = await RunningOperator.StartAsync(stage, configuration, time, cancellationToken);
            }
            try
            {
                await Settling.UntilPublishedAsync(stage, configuration, time, cancellationToken);
            }
            catch (InvalidOperationException exception)
            {
                throw new InvalidOperationException($"Seed {seed}, sequence {sequence}: {exception.Message}\n{string.Join('\n', running.Log.TakeLast(20))}");
            }
            stage.Api.Cluster?.Faults.Clear();
            if (sequence % 100 == 99) say($"seed {seed}: {sequence + 1} of {count}");
        }
        await running.DisposeAsync();
    }
}
