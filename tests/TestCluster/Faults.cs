using Headgate.TestCluster.Http;

namespace Headgate.TestCluster;

/// <summary>Things that go wrong with API servers, to be switched on by tests.</summary>
public sealed class Faults : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Fault> _faults = [];
    private CancellationTokenSource _watchesEnd = new();
    private TaskCompletionSource _silenceEnds = Done();

    /// <summary>Requests that were answered, or refused, as <c>VERB resource</c>; for tests of what is asked.</summary>
    public event Action<ApiRequest>? Requested;

    /// <summary>Whether connections are cut as if nobody listened.</summary>
    public bool Offline { get; set; }

    /// <summary>Whether the next thing a watch sends is cut within its line, and the connection with it.</summary>
    public bool CutNextLine { get; set; }

    /// <summary>How many requests are being served.</summary>
    public int Active => _active;

    private int _active;

    /// <summary>Refuses the next requests that match.</summary>
    public void Refuse(Func<ApiRequest, bool> match, Func<StatusException> error, int times = 1) =>
        Add(new Fault(match, error, null, false, times));

    /// <summary>Cuts the connection of the next requests that match, before anything is done, or after it was.</summary>
    public void Abort(Func<ApiRequest, bool> match, int times = 1, bool afterwards = false) =>
        Add(new Fault(match, null, null, afterwards, times));

    /// <summary>Keeps the next requests that match waiting until a task ends.</summary>
    public void Hold(Func<ApiRequest, bool> match, Task until, int times = 1) => Add(new Fault(match, null, until, false, times));

    /// <summary>Takes back what was to go wrong with requests.</summary>
    public void Clear()
    {
        lock (_lock) _faults.Clear();
    }

    /// <summary>Ends all watches that are open, without a word.</summary>
    public void DropWatches()
    {
        lock (_lock)
        {
            _watchesEnd.Cancel();
            _watchesEnd = new CancellationTokenSource();
        }
    }

    /// <summary>Lets watches stay open and send nothing, until <see cref="EndSilence"/>.</summary>
    public void Silence()
    {
        lock (_lock)
            if (_silenceEnds.Task.IsCompleted) _silenceEnds = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Ends the silence for watches that begin from now on. Those that fell silent stay so until they are dropped.</summary>
    public void EndSilence()
    {
        lock (_lock) _silenceEnds = Done();
    }

    /// <inheritdoc/>
    public void Dispose() => _watchesEnd.Dispose();

    internal CancellationToken WatchesEnd
    {
        get
        {
            lock (_lock) return _watchesEnd.Token;
        }
    }

    internal Task SilenceNow
    {
        get
        {
            lock (_lock) return _silenceEnds.Task;
        }
    }

    internal Fault? Take(ApiRequest request)
    {
        Requested?.Invoke(request);
        lock (_lock)
        {
            if (_faults.Find(fault => fault.Times > 0 && fault.Match(request)) is not { } found) return null;
            if (--found.Times == 0) _faults.Remove(found);
            return found;
        }
    }

    internal void Enter() => Interlocked.Increment(ref _active);

    internal void Leave() => Interlocked.Decrement(ref _active);

    private void Add(Fault fault)
    {
        lock (_lock) _faults.Add(fault);
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }
}

/// <summary>One thing that goes wrong.</summary>
internal sealed class Fault(Func<ApiRequest, bool> match, Func<StatusException>? error, Task? until, bool afterwards, int times)
{
    public Func<ApiRequest, bool> Match { get; } = match;

    public StatusException? Error => error?.Invoke();

    public Task? Until { get; } = until;

    public bool Afterwards { get; } = afterwards;

    public int Times { get; set; } = times;
}
