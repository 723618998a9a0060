using System.Collections.Concurrent;
using Headgate.TestCluster;
using Headgate.TestCluster.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Controllers.Tests;

/// <summary>What a reflector asks for, says and believes.</summary>
public class ReflectorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_quiet_hour_costs_no_list_no_error_and_no_log_line()
    {
        Assert.SkipWhen(TestApi.IsReal, "An hour passes on the clock of the test's own API server alone.");
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var api = await TestApi.ConnectAsync(time);
        var asked = new ConcurrentQueue<string>();
        await using var reflection = new Reflection(api, await api.NewNamespaceAsync(Cancel), time);
        await EqualAsync(reflection);
        api.Cluster!.Faults.Requested += request =>
        {
            if (request.Query.ContainsKey("labelSelector") && request.Query["resourceVersion"].Count + request.Query["limit"].Count > 0) asked.Enqueue(request.Verb);
        };
        for (var second = 0; second < 3600; second += 10)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            // Real requests pace the clock: connections are as fast as they are.
            await reflection.IsEqualAsync(Cancel);
        }
        Assert.DoesNotContain("list", asked);
        Assert.InRange(asked.Count, 10, 20);
        Assert.Empty(reflection.Log.AtLeast(LogLevel.Trace));

        await reflection.ChangeAsync(new Random(3), Cancel);
        await EqualAsync(reflection);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task What_was_never_listed_is_not_synced(int status)
    {
        Assert.SkipWhen(TestApi.IsReal, "A real API server has no switch for this fault.");
        var time = new FakeTimeProvider();
        await using var api = await TestApi.ConnectAsync();
        var inNamespace = await api.NewNamespaceAsync(Cancel);
        var refused = new SemaphoreSlim(0);
        api.Cluster!.Faults.Refuse(request => request.Verb == "list" && request.Namespace == inNamespace, () => Refusal(status, refused), times: 5);
        await using var reflection = new Reflection(api, inNamespace, time);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            while (!refused.Wait(0, Cancel))
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
                await api.Api.GetAsync("/version", Cancel);
            }
            Assert.False(reflection.Reflector.Synced);
        }
        while (!reflection.Reflector.Synced)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await api.Api.GetAsync("/version", Cancel);
        }
        // It was said once that something is wrong, and once that it is over.
        Assert.Equal(2, reflection.Log.AtLeast(LogLevel.Information).Count);
    }

    [Fact]
    public async Task Rights_that_are_taken_away_hold_what_is_known_and_are_no_deletion()
    {
        Assert.SkipWhen(TestApi.IsReal, "A real API server has no switch for this fault.");
        var time = new FakeTimeProvider();
        await using var api = await TestApi.ConnectAsync();
        await using var reflection = new Reflection(api, await api.NewNamespaceAsync(Cancel), time);
        for (var change = 0; change < 20; change++) await reflection.ChangeAsync(new Random(change), Cancel);
        await EqualAsync(reflection);
        var known = reflection.Store.Count;
        Assert.NotEqual(0, known);

        var unsynced = new TaskCompletionSource();
        reflection.Reflector.SyncedChanged += () => unsynced.TrySetResult();
        api.Cluster!.Faults.Refuse(request => request.Query.ContainsKey("limit") || request.Verb == "watch", () => Refusal(403, null), times: int.MaxValue);
        api.Cluster.Faults.DropWatches();
        await unsynced.Task.WaitAsync(Cancel);
        for (var tick = 0; tick < 100; tick++)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await api.Api.GetAsync("/version", Cancel);
        }
        Assert.False(reflection.Reflector.Synced);
        Assert.Equal(known, reflection.Store.Count);
    }

    private static StatusException Refusal(int status, SemaphoreSlim? counted)
    {
        counted?.Release();
        return status switch
        {
            403 => StatusException.ForbiddenPath("nobody may"),
            404 => StatusException.PageNotFound(),
            _ => StatusException.Internal("etcdserver: request timed out"),
        };
    }

    private static async Task EqualAsync(Reflection reflection)
    {
        while (!await reflection.IsEqualAsync(Cancel)) await Task.Yield();
    }
}
