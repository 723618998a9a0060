using BenchmarkDotNet.Attributes;
using Headgate.Gateway.Pipeline;
using Headgate.Gateway.Snapshots;
using Headgate.Limits;
using Microsoft.AspNetCore.Http;

namespace Headgate.Benchmarks;

/// <summary>
/// DESIGN §7: everything between "headers parsed" and "forward". The calls go round over 1,000 Applications spread over all and 1,000
/// paths spread over the rules, so that neither one cache line nor one branch is measured again and again.
/// </summary>
public class DecisionBenchmark
{
    private const int Callers = 1_000;

    private readonly Call _call = new();
    private Snapshot _snapshot = Snapshot.Empty;
    private Decider _decider = null!;
    private HeaderDictionary[] _headers = [];
    private string[] _targets = [];
    private int _next;

    [Params(1_000, 1_000_000)]
    public int Applications { get; set; }

    [Params(10, 100, 10_000)]
    public int Rules { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _snapshot = BenchmarkPool.Make(Applications, Rules);
        _decider = new Decider(new MemoryLimitStore(TimeProvider.System), TimeProvider.System);
        _headers = [.. Enumerable.Range(0, Callers).Select(caller => new HeaderDictionary
        {
            ["Host"] = BenchmarkPool.Host,
            ["User-Agent"] = "benchmark/1",
            ["Accept"] = "*/*",
            ["user_key"] = BenchmarkPool.KeyOf((int)((long)caller * Applications / Callers)),
        })];
        _targets = [.. Enumerable.Range(0, Callers).Select(caller => BenchmarkPool.PathOf((int)((long)caller * Rules / Callers)))];
        for (var call = 0; call < Callers; call++)
        {
            if (Decide() != Reason.Accepted) throw new InvalidOperationException("A call of the benchmark is refused.");
        }
    }

    [Benchmark]
    public Reason Decide()
    {
        var caller = _next = _next + 1 == Callers ? 0 : _next + 1;
        _call.Begin(_snapshot, BenchmarkPool.Host, "GET", _targets[caller], _headers[caller]);
        var decision = _decider.DecideAsync(_call, CancellationToken.None);
        return decision.IsCompletedSuccessfully ? decision.Result : throw new InvalidOperationException("The memory store answers at once.");
    }
}
