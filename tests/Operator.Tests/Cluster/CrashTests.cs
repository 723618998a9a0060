using System.Globalization;
using Headgate.TestOperator;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>
/// An operator that dies before or after any of its requests leaves nothing torn: what is published can be served as it stands, and the next one
/// makes it what it should be. These run with a cluster of their own, since a real API server cannot be told to lose an answer. Of long steps some
/// requests are tried, others each time: tests/Stress tries all. HEADGATE_SEED repeats a choice.
/// </summary>
public class CrashTests(ITestOutputHelper output)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Steps() => [.. CrashStep.All.Select(step => step.Name)];

    [Theory, MemberData(nameof(Steps))]
    public Task A_crash_at_any_request_is_mended_by_the_next(string step) => CrashAsync(step, leased: false, most: 5);

    [Theory, MemberData(nameof(Steps))]
    public Task A_crash_of_a_leader_at_any_request_is_mended_by_the_one_that_takes_over(string step) => CrashAsync(step, leased: true, most: 1);

    private async Task CrashAsync(string name, bool leased, int most)
    {
        var given = int.TryParse(Environment.GetEnvironmentVariable("HEADGATE_SEED"), CultureInfo.InvariantCulture, out var number);
        var seed = given ? number : Random.Shared.Next();
        output.WriteLine($"HEADGATE_SEED={seed}");
        var step = CrashStep.All.Single(step => step.Name == name);
        await using var stage = await Stage.OpenOwnAsync(Cancel);
        Assert.InRange(await CrashRun.RunAllAsync(stage, step, leased, most, new Random(seed), Cancel), 1, 300);
    }
}
