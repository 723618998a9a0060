using Headgate.Configuration;
using Headgate.Gateway.Pipeline;
using Headgate.Gateway.Snapshots;
using Headgate.Gateway.Tests.Source;
using Headgate.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using static Headgate.Gateway.Tests.Source.PublishedProduct;

namespace Headgate.Gateway.Tests.Decisions;

/// <summary>A limit of N lets exactly N calls through, whatever happens to the configuration meanwhile.</summary>
public sealed class ConcurrencyTests
{
    private const int Threads = 8;
    private const int Reloads = 200;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));
    private readonly Decider _decider;

    public ConcurrencyTests() => _decider = new Decider(new MemoryLimitStore(_time), _time);

    [Theory]
    [InlineData(1)]
    [InlineData(97)]
    [InlineData(5_000)]
    public async Task Exactly_the_limit_passes_during_reloads(int limit)
    {
        var product = new PublishedProduct("shop/echo") { Plans = [Plan("shop/basic", Limit("hits", limit, Period.Hour))] };
        var passed = await CallAsync(product, ["/"], callsPerThread: 2_000);
        Assert.Equal(limit, passed["/"]);
    }

    [Fact]
    public async Task Exactly_the_limits_pass_with_methods_below_a_metric()
    {
        // One call of /a costs hits 1 and a 1, one of /b hits 3 and b 3: whatever is let through, no sum passes its limit, and none is left
        // that another call would fit into.
        var product = new PublishedProduct("shop/echo")
        {
            Metrics = [new Metric { Name = "hits" }, new Metric { Name = "a", Parent = "hits" }, new Metric { Name = "b", Parent = "hits" }],
            Rules = [Rule("/a", "a"), Rule("/b", "b", 3)],
            Plans = [Plan("shop/basic", Limit("hits", 3_000, Period.Day), Limit("a", 1_500, Period.Minute), Limit("b", 2_400, Period.Eternity))],
        };
        var passed = await CallAsync(product, ["/a", "/b"], callsPerThread: 4_000);
        Assert.InRange(passed["/a"], 600, 1_500);
        Assert.InRange(passed["/b"] * 3, 1_500, 2_400);
        Assert.Equal(3_000, passed["/a"] + (passed["/b"] * 3));
    }

    // Every thread calls the paths in turn; the snapshots are made by the loader from files and swapped as the source does.
    private async Task<Dictionary<string, int>> CallAsync(PublishedProduct product, string[] paths, int callsPerThread)
    {
        using var pool = new MountedPool();
        var current = pool.Load(new PublishedPool(product));
        var passed = paths.ToDictionary(path => path, _ => 0);
        using var start = new Barrier(Threads + 1);
        var callers = Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(() => Caller(thread), TaskCreationOptions.LongRunning)).ToArray();
        start.SignalAndWait(TestContext.Current.CancellationToken);
        for (var reload = 0; reload < Reloads; reload++) Volatile.Write(ref current, Reload(pool, product, reload));
        await Task.WhenAll(callers);
        return passed;

        void Caller(int thread)
        {
            var call = new Call();
            var headers = new HeaderDictionary { ["user_key"] = Key };
            start.SignalAndWait();
            for (var index = 0; index < callsPerThread; index++)
            {
                var path = paths[(thread + index) % paths.Length];
                call.Begin(Volatile.Read(ref current), "echo.example", "GET", path, headers);
                if (ReasonOf(_decider.DecideAsync(call, CancellationToken.None)) != Reason.Accepted) continue;
                lock (passed) passed[path]++;
            }
        }
    }

    private static Snapshot Reload(MountedPool pool, PublishedProduct product, int reload) =>
        pool.Load(new PublishedPool(product with { Hosts = ["echo.example", $"{reload}.example"] }) { Shards = 1 });

    private static Reason ReasonOf(ValueTask<Reason> decision) =>
        decision.IsCompletedSuccessfully ? decision.Result : throw new InvalidOperationException("The memory store answers at once.");
}
