using BenchmarkDotNet.Attributes;
using Headgate.Configuration;
using Headgate.Gateway.Pipeline;
using Headgate.Gateway.Snapshots;
using Headgate.Limits;
using Microsoft.AspNetCore.Http;

namespace Headgate.Benchmarks;

/// <summary>
/// The same decision for a key that is seen for the first time, and for a key that nobody has. The calls go through all keys in turn, and
/// fewer are made than there are, so each is new; what they allocate is the remembered key and the Application's counters.
/// </summary>
public class FirstCallBenchmark
{
    private const int Applications = 1_000_000;
    private const int Rules = 10_000;

    private readonly Call _call = new();
    private readonly byte[] _digest = new byte[KeyHash.Length];
    private readonly byte[] _pepper = new byte[32];
    private readonly HeaderDictionary _headers = new() { ["Host"] = BenchmarkPool.Host, ["User-Agent"] = "benchmark/1", ["Accept"] = "*/*" };
    private Snapshot _snapshot = Snapshot.Empty;
    private Decider _decider = null!;
    private string[] _keys = [];
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        _snapshot = BenchmarkPool.Make(Applications, Rules);
        _decider = new Decider(new MemoryLimitStore(TimeProvider.System), TimeProvider.System);
        _keys = [.. Enumerable.Range(0, Applications).Select(BenchmarkPool.KeyOf)];
        // In no order, as callers come.
        new Random(1).Shuffle(_keys);
    }

    [Benchmark]
    public Reason DecideForNewKey() => Decide(_keys[_next = (_next + 1) % Applications], Reason.Accepted);

    [Benchmark]
    public Reason RefuseUnknownKey() => Decide("a-key-that-nobody-has-0123456789", Reason.UnknownKey);

    [Benchmark]
    public byte HashOneKey()
    {
        KeyHash.Compute(_pepper, _keys[0], _digest);
        return _digest[0];
    }

    private Reason Decide(string key, Reason expected)
    {
        _headers["user_key"] = key;
        _call.Begin(_snapshot, BenchmarkPool.Host, "GET", "/v1/service-3/resource-4/items/12345", _headers);
        var decision = _decider.DecideAsync(_call, CancellationToken.None);
        return decision.IsCompletedSuccessfully && decision.Result == expected ? expected : throw new InvalidOperationException("Decided otherwise.");
    }
}
