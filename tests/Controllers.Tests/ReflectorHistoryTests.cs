using Headgate.TestCluster;
using Headgate.TestCluster.Http;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Controllers.Tests;

/// <summary>Whatever goes wrong between, in the end the copy is what a fresh list says.</summary>
public class ReflectorHistoryTests
{
    private const int Groups = 10;
    private const int Steps = 12;

    // Of the reflector's clock; a request takes far less than the 15 of these after which it is given up.
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);

    // A real server keeps each namespace for a while.
    private static int HistoriesOfGroup => TestApi.IsReal ? 5 : 100;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, Groups)];

    /// <summary>Random histories for each seed; a failure says which one.</summary>
    [Theory, MemberData(nameof(Seeds))]
    public async Task Histories_end_equal_to_a_fresh_list(int seed)
    {
        await using var api = await TestApi.ConnectAsync();
        for (var history = 0; history < HistoriesOfGroup; history++)
        {
            var random = new Random((seed * 1000) + history);
            var time = new FakeTimeProvider();
            await using var reflection = new Reflection(api, await api.NewNamespaceAsync(Cancel), TestApi.IsReal ? TimeProvider.System : time);
            for (var step = 0; step < Steps; step++)
            {
                if (api.Cluster is { } cluster && random.Next(3) == 0) await FaultAsync(cluster, random);
                await reflection.ChangeAsync(random, Cancel);
                time.Advance(Tick);
            }
            api.Cluster?.Faults.EndSilence();
            for (var wait = 0; !await IsEqualAsync(reflection); wait++)
            {
                Assert.True(wait < 5_000, $"seed {seed}, history {history}: not equal, synced {reflection.Reflector.Synced}. {string.Join(' ', reflection.Log.AtLeast(0))}");
                time.Advance(Tick);
            }
        }
    }

    private static async Task<bool> IsEqualAsync(Reflection reflection)
    {
        try
        {
            return await reflection.IsEqualAsync(Cancel);
        }
        catch (Exception exception) when (exception is ApiException or HttpRequestException or IOException)
        {
            // A fault that was left over.
            return false;
        }
    }

    private static async Task FaultAsync(Cluster cluster, Random random)
    {
        var faults = cluster.Faults;
        switch (random.Next(11))
        {
            case 0:
                faults.DropWatches();
                break;
            case 1:
                faults.Silence();
                break;
            case 2:
                faults.EndSilence();
                break;
            case 3:
                faults.CutNextLine = true;
                break;
            case 4:
                cluster.Compact();
                faults.DropWatches();
                break;
            case 5:
                faults.Refuse(request => request.Verb == "watch", () => StatusException.Expired("too old resource version: 1 (2)"));
                faults.DropWatches();
                break;
            case 6:
                faults.Refuse(request => request.Verb is "list" or "watch", () => StatusException.TooManyRequests(1));
                break;
            case 7:
                faults.Refuse(request => request.Verb is "list" or "watch", () => StatusException.Internal("etcdserver: leader changed"), times: 2);
                break;
            case 8:
                faults.Abort(request => request.Verb is "list" or "watch");
                break;
            case 9:
                // In the middle of a list that comes in pages.
                faults.Refuse(request => request.Verb == "list" && request.Query.ContainsKey("continue"), () => StatusException.Expired("The provided continue parameter is too old"));
                cluster.Compact();
                faults.DropWatches();
                break;
            default:
                await cluster.RestartAsync();
                break;
        }
    }
}
