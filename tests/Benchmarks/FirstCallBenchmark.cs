using BenchmarkDotNet.Attributes;
using Headgate.Gateway.Snapshots;

namespace Headgate.Benchmarks;

/// <summary>What a key costs that is seen for the first time: its digest, and finding the digest among a million.</summary>
public class FirstCallBenchmark
{
    private const int Keys = 1 << 16;

    private ApplicationIndex _index = null!;
    private string[] _keys = [];
    private int _next;

    [Params(1_000_000)]
    public int Applications { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _index = BenchmarkPool.Make(Applications, rules: 10).Products[0].Applications;
        // Keys that nobody has are not remembered, so each is hashed and looked for every time, as a new one is.
        _keys = [.. Enumerable.Range(Applications, Keys).Select(BenchmarkPool.KeyOf)];
    }

    [Benchmark]
    public bool FindUnknownKey() => _index.Find(_keys[_next++ & (Keys - 1)]) is null;
}
