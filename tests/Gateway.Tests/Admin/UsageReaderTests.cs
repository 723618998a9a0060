using Headgate.Configuration;
using Headgate.Gateway.Admin;
using Headgate.Gateway.Snapshots;
using Headgate.Gateway.Tests.Source;
using Headgate.Limits;
using static Headgate.Gateway.Tests.Source.PublishedProduct;

namespace Headgate.Gateway.Tests.Admin;

/// <summary>What reading usage makes of snapshots and stores that a well-run gateway seldom sees.</summary>
public sealed class UsageReaderTests : IDisposable
{
    private readonly MountedPool _pool = new();
    private readonly MemoryLimitStore _store;

    public UsageReaderTests() => _store = new MemoryLimitStore(_pool.Time);

    [Fact]
    public async Task Of_very_many_Applications_those_that_count_are_told()
    {
        var names = Enumerable.Range(0, 3_000).Select(number => $"tenant/a{number:d4}").ToList();
        var snapshot = _pool.Load(Pool([.. names.AsEnumerable().Reverse().Select(name => Application(name, "shop/basic"))]));
        foreach (var name in names.Where((_, number) => number % 700 == 1)) await CountAsync(name);
        Assert.Equal(["tenant/a0001", "tenant/a0701", "tenant/a1401", "tenant/a2101", "tenant/a2801"], await ReadAsync(snapshot));
    }

    [Fact]
    public async Task An_Application_in_two_shards_is_told_once()
    {
        var product = new PublishedProduct("shop/echo") { Applications = [Application("tenant/a", "shop/basic")] };
        var files = new PublishedPool(product).ApplicationFiles();
        files[EntryNames.Applications("shop/echo", 1)] = files[EntryNames.Applications("shop/echo", 0)];
        var snapshot = _pool.Load(new PublishedPool(product).ProductFiles(), files);
        Assert.Equal(2, snapshot.Products[0].Applications.Count);
        await CountAsync("tenant/a");
        Assert.Equal(["tenant/a"], await ReadAsync(snapshot));
    }

    [Fact]
    public async Task While_a_plan_has_not_arrived_the_one_before_is_told_and_without_one_only_hits()
    {
        _pool.Load(Pool(Application("tenant/a", "shop/basic")));
        var snapshot = _pool.Load(Pool(Application("tenant/a", "shop/new"), Application("tenant/b", "shop/new")));
        await CountAsync("tenant/a");
        await CountAsync("tenant/b");
        var usage = await new UsageReader(_store).ReadAsync(snapshot, TestContext.Current.CancellationToken);
        Assert.Equal([("shop/basic", 1, 1), ("shop/new", 1, 0)], usage!.Select(each => (each.Plan, each.Hits, each.Limits.Count)));
    }

    [Fact]
    public async Task A_store_that_does_not_answer_makes_no_list()
    {
        var snapshot = _pool.Load(Pool(Application("tenant/a", "shop/basic"), Application("tenant/b", "shop/basic")));
        await CountAsync("tenant/a");
        Assert.Null(await new UsageReader(new DeafStore(_store)).ReadAsync(snapshot, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_reader_who_has_gone_is_not_read_for()
    {
        var applications = Enumerable.Range(0, 1_000).Select(number => Application($"tenant/a{number}", "shop/basic"));
        var snapshot = _pool.Load(Pool([.. applications]));
        var gone = new CancellationToken(canceled: true);
        await Assert.ThrowsAsync<OperationCanceledException>(() => new UsageReader(_store).ReadAsync(snapshot, gone));
    }

    public void Dispose() => _pool.Dispose();

    private static PublishedPool Pool(params IReadOnlyList<Application> applications) =>
        new(new PublishedProduct("shop/echo") { Applications = applications });

    private async Task CountAsync(string application)
    {
        var request = new ReserveRequest();
        request.Begin(application);
        request.AddCost(Contract.Hits, 1);
        Assert.Equal(ReserveOutcome.Granted, await _store.ReserveAsync(request, TestContext.Current.CancellationToken));
    }

    private async Task<IEnumerable<string>> ReadAsync(Snapshot snapshot) =>
        (await new UsageReader(_store).ReadAsync(snapshot, TestContext.Current.CancellationToken))!.Select(usage => usage.Application);

    /// <summary>Answers about one Application and about no other.</summary>
    private sealed class DeafStore(MemoryLimitStore store) : ILimitStore
    {
        public ValueTask<ReserveOutcome> ReserveAsync(ReserveRequest request, CancellationToken cancellationToken) =>
            ValueTask.FromResult(ReserveOutcome.Unavailable);

        public ValueTask ReturnAsync(string application, ReadOnlyMemory<UnspentUnits> units, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;

        public ValueTask<DateTimeOffset?> ReadAsync(string name, Memory<CounterReading> counters, CancellationToken cancellationToken) =>
            name == "tenant/a" ? store.ReadAsync(name, counters, cancellationToken) : default;
    }
}
