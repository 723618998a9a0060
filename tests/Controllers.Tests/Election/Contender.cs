using Headgate.TestCluster;
using Microsoft.Extensions.Logging.Abstractions;

namespace Headgate.Controllers.Tests.Election;

/// <summary>A process that wants to lead, with a connection and a clock of its own.</summary>
internal sealed class Contender : IAsyncDisposable
{
    private static readonly Task Never = new TaskCompletionSource().Task;

    private readonly CancellationTokenSource _stop = new();
    private readonly KubernetesApi _api;
    private readonly Leadership _leadership;
    private readonly Action<Contender> _began;
    private TaskCompletionSource _woken = new();
    private CancellationToken? _leading;

    public Contender(TestApi api, LeadershipSettings settings, ProcessClock clock, Action<Contender> began)
    {
        (Identity, Clock, _began) = (settings.Identity, clock, began);
        _api = Wire.Connect(api, clock);
        _leadership = new Leadership(_api, settings, clock, NullLogger.Instance);
    }

    public string Identity { get; }

    public Wire Wire { get; } = new();

    public ProcessClock Clock { get; }

    /// <summary>Ends with the process.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    public bool IsLeader => _leadership.IsLeader;

    public long Epoch => _leadership.Epoch;

    /// <summary>How often it began to lead.</summary>
    public int Terms { get; private set; }

    /// <summary>What it does while it leads, until it is told to end; waits for that when null.</summary>
    public Func<CancellationToken, Task>? Work { get; set; }

    /// <summary>Whether its work was begun and not told to end.</summary>
    public bool Works => _leading is { IsCancellationRequested: false } && !Running.IsCompleted;

    /// <summary>Whether nothing happens in it until the clock moves, or until somebody does something.</summary>
    public bool IsAtRest => Running.IsCompleted || Clock.IsPaused || Wire.Holds || (Clock.Sleeps && !_stop.IsCancellationRequested);

    /// <summary>Begins to run.</summary>
    /// <param name="rested">Told when it may have come to rest.</param>
    public void Start(Action rested)
    {
        Wire.Held += rested;
        Clock.Slept += rested;
        Running = Task.Run(() => _leadership.RunAsync(LeadAsync, _stop.Token));
        Running.ContinueWith(_ => rested(), TaskScheduler.Default);
    }

    /// <summary>Ends it as SIGTERM does.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Ends it as SIGKILL does: it does nothing more, and says nothing.</summary>
    public void Kill()
    {
        Clock.Pause();
        Wire.Leaving = Wire.Arriving = _ => Never;
    }

    /// <summary>Stops it where it is.</summary>
    public void Pause()
    {
        Clock.Pause();
        Wire.Leaving = Wire.Arriving = _ => _woken.Task;
    }

    /// <summary>Stops it when a server has done what it asks for next, and before it hears of that.</summary>
    public void PauseAtAnswer() => Wire.Arriving = _ =>
    {
        Pause();
        return _woken.Task;
    };

    /// <summary>Lets it go on.</summary>
    public void Wake()
    {
        Wire.Leaving = Wire.Arriving = null;
        Clock.Resume();
        _woken.SetResult();
        _woken = new TaskCompletionSource();
    }

    /// <summary>Cuts it off from the API server, or not any more.</summary>
    public void CutOff(bool isCut) => Wire.Leaving = isCut ? _ => throw new HttpRequestException("Nobody is there.") : null;

    public async ValueTask DisposeAsync()
    {
        // Nothing is given back: a dead process would not.
        Wire.Leaving = Wire.Arriving = _ => throw new HttpRequestException("It is over.");
        await _stop.CancelAsync();
        Clock.Resume();
        _woken.TrySetResult();
        await Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _api.Dispose();
        _stop.Dispose();
    }

    private Task LeadAsync(CancellationToken cancellationToken)
    {
        _leading = cancellationToken;
        Terms++;
        _began(this);
        return Work?.Invoke(cancellationToken) ?? Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
