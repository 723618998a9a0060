using Headgate.Configuration;
using Headgate.TestOperator;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>
/// An operator that dies before or after any of its requests leaves nothing torn: what is published can be served as it stands, and the next one
/// makes it what it should be. These run with a cluster of their own, since a real API server cannot be told to lose an answer.
/// </summary>
public class CrashTests
{
    // Requests come in no fixed order, and a watch more or less is opened: the last of these never happen.
    private const int More = 5;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_at_any_request_of_the_start_is_mended_by_the_next(bool afterwards)
    {
        var requests = await RunAsync(int.MaxValue, afterwards, continued: false);
        Assert.InRange(requests, 20, 200);
        for (var at = 1; at <= requests + More; at++) await RunAsync(at, afterwards, continued: false);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_at_any_request_of_a_change_is_mended_by_the_next(bool afterwards)
    {
        var requests = await RunAsync(int.MaxValue, afterwards, continued: true);
        Assert.InRange(requests, 5, 200);
        for (var at = 1; at <= requests + More; at++) await RunAsync(at, afterwards, continued: true);
    }

    private static async Task<int> RunAsync(int at, bool afterwards, bool continued)
    {
        await using var stage = await Stage.OpenOwnAsync(Cancel);
        var configuration = stage.Configure();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await Scenario.BeginAsync(stage, Cancel);
        var first = continued ? await RunningOperator.StartAsync(stage, configuration, time, Cancel) : null;
        if (continued)
        {
            await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
            await Settling.UntilQuietAsync(stage, time, Cancel);
        }
        int requests;
        using (var crash = new Crash(stage, at, afterwards))
        {
            if (continued) await Scenario.GoOnAsync(stage, Cancel);
            first ??= await RunningOperator.StartAsync(stage, configuration, time, Cancel);
            await Settling.UntilAsync(async () => crash.Happened || await Published.DifferenceAsync(stage, configuration, Cancel) is null, stage, time, Cancel);
            if (!crash.Happened) await Settling.UntilQuietAsync(stage, time, Cancel);
            requests = crash.Count;
            await first.DisposeAsync();
        }
        Assert.Null(Torn(await Published.ReadAsync(stage, configuration, Cancel)));
        await using var second = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        return requests;
    }

    // Applications without their Product could not be served. A plan that is gone already is no such case: gateways keep the one they had.
    private static string? Torn(IReadOnlyDictionary<string, string> published)
    {
        var proxies = Entries(published, EntryKind.Proxy, ConfigurationJson.Default.ProductProxy).Select(entry => entry.Product).ToHashSet();
        var lives = Entries(published, EntryKind.Live, ConfigurationJson.Default.ProductLive).Select(entry => entry.Product).ToHashSet();
        if (!proxies.SetEquals(lives)) return "half a Product";
        return Entries(published, EntryKind.Applications, ConfigurationJson.Default.ApplicationSet)
            .Where(set => !proxies.Contains(set.Product)).Select(set => $"Applications of {set.Product} without it").FirstOrDefault();
    }

    private static IEnumerable<T> Entries<T>(
        IReadOnlyDictionary<string, string> published, EntryKind kind, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json) =>
        published.Where(entry => EntryNames.Read(entry.Key.Split(' ')[2]).Kind == kind)
            .Select(entry => EntryContent.Parse(EntryContent.Unpack(Convert.FromBase64String(entry.Value)), json));
}
