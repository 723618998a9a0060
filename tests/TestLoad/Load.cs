using System.Text;

namespace Headgate.TestLoad;

/// <summary>Callers that wait for one answer before they call again, on many connections to every gateway.</summary>
/// <param name="pool">Whom they call as.</param>
/// <param name="ports">The gateways that they call, by their ports of 127.0.0.1.</param>
public sealed class Load(LoadPool pool, params IReadOnlyList<int> ports)
{
    // A gateway that is being restarted refuses connections at once.
    private static readonly TimeSpan AfterBreak = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<(int Application, int Kind), byte[]> _requests = [];
    private readonly long _base = TimeProvider.System.GetUtcNow().UtcTicks;
    private readonly long _baseTimestamp = TimeProvider.System.GetTimestamp();

    /// <summary>Connections to each gateway.</summary>
    public int Connections { get; init; } = 64;

    /// <summary>How long each caller rests between two calls; zero for a closed loop at full speed.</summary>
    public TimeSpan Rest { get; init; }

    /// <summary>Calls a second over all connections, whatever answers take: a call counts from when it was due. 0 for as many as there are answers.</summary>
    public int Rate { get; init; }

    /// <summary>The clock of the history, UTC ticks: a wall clock that nobody sets meanwhile.</summary>
    public long Now => _base + TimeProvider.System.GetElapsedTime(_baseTimestamp).Ticks;

    /// <summary>Calls until it is cancelled; every call that began is waited for.</summary>
    /// <param name="next">Whom to call as and what, with a source of chance of that connection.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<History> RunAsync(Func<Random, Call> next, CancellationToken stop) => await RunAsync(next, long.MaxValue, stop);

    /// <summary>Calls until it is cancelled, or until each connection has called so often.</summary>
    public async Task<History> RunAsync(Func<Random, Call> next, long callsEach, CancellationToken stop)
    {
        Prepare();
        var began = Now;
        var callers = from gateway in Enumerable.Range(0, ports.Count)
                      from connection in Enumerable.Range(0, Connections)
                      select Task.Run(() => CallAsync(gateway, new Random((gateway * 1_000) + connection), next, callsEach, stop), CancellationToken.None);
        var answers = await Task.WhenAll(callers.ToList());
        return new History(pool.Applications, [.. answers.SelectMany(list => list)], began, Now);
    }

    private async Task<List<Answer>> CallAsync(int gateway, Random chance, Func<Random, Call> next, long calls, CancellationToken stop)
    {
        using var caller = new GatewayCaller(ports[gateway]);
        var answers = new List<Answer>();
        var interval = Rate == 0 ? 0 : TimeSpan.TicksPerSecond * ports.Count * Connections / Rate;
        for (var due = Now + (long)(chance.NextDouble() * interval); calls > 0 && !stop.IsCancellationRequested; calls--, due += interval)
        {
            var (application, kind) = next(chance);
            var early = Rate == 0 ? 0 : due - Now;
            // That a timer is late is no answer's fault; that an answer was is.
            if (early > 0) await Task.Delay(new TimeSpan(early), CancellationToken.None);
            var sent = Rate == 0 || early > 0 ? Now : due;
            var (status, at, window) = await caller.CallAsync(_requests[(application, kind)], () => Now);
            answers.Add(new Answer(application, (byte)kind, (byte)gateway, status, sent, at, window.Period, window.Start));
            var rest = status == 0 ? AfterBreak : Rest;
            if (rest > TimeSpan.Zero) await Task.Delay(rest, CancellationToken.None);
        }
        return answers;
    }

    // Made once: callers share a small machine with what they call.
    private void Prepare()
    {
        foreach (var (application, entry) in pool.Applications.Index())
        {
            foreach (var (kind, call) in CallKind.All.Index())
            {
                _requests[(application, kind)] = Encoding.ASCII.GetBytes(
                    $"GET {call.Path} HTTP/1.1\r\nHost: {LoadPool.HostOf(entry.Group.Policy)}\r\nuser_key: {LoadPool.KeyOf(application)}\r\n\r\n");
            }
        }
    }
}

/// <summary>A call to be made.</summary>
/// <param name="Application">The Application's place in <see cref="LoadPool.Applications"/>.</param>
/// <param name="Kind">The kind's place in <see cref="CallKind.All"/>.</param>
public readonly record struct Call(int Application, int Kind);
