using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Headgate.Controllers;

/// <summary>
/// One leader among processes, by a Lease. Time is measured by the monotonic clock alone: a leader stops acting before anybody else may begin,
/// also after it was paused. A failed request is tried again until the renew deadline.
/// </summary>
public sealed partial class Leadership(KubernetesApi api, LeadershipSettings settings, TimeProvider time, ILogger logger)
{
    private readonly ObjectKey _key = new(settings.Namespace, settings.Name);
    private LeaseRecord? _lease;
    private string _seen = "";
    private string _said = "";
    private long _seenAt;
    private long _renewedAt;
    private volatile bool _held;

    /// <summary>Whether this process may act now.</summary>
    public bool IsLeader => _held && Left > TimeSpan.Zero;

    /// <summary>
    /// Grows with each change of leader: what was written under a greater one must not be overwritten. 0 before this process led.
    /// </summary>
    public long Epoch { get; private set; }

    /// <summary>When the Lease that is held was created, by the API server's clock: one that was deleted begins its epochs anew.</summary>
    public DateTimeOffset LeaseCreated { get; private set; }

    /// <summary>
    /// Waits to lead, leads, and gives the Lease back when cancelled.
    /// </summary>
    /// <param name="lead">Done while leading; cancelled when leadership ends, and waited for.</param>
    /// <param name="cancellationToken">Ends the wait, or the lead.</param>
    /// <exception cref="LeadershipLostException">The Lease was lost. The process should end: what it believes may be old.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken cancellationToken)
    {
        if (!await AcquireAsync(cancellationToken)) return;
        LogLeading(settings.Identity, Epoch);
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = lead(leading.Token);
        var kept = KeepAsync(leading.Token);
        await Task.WhenAny(work, kept);
        await leading.CancelAsync();
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var lost = !await kept;
        if (lost && !cancellationToken.IsCancellationRequested) throw new LeadershipLostException(settings.Identity);
        await ReleaseAsync();
        if (!cancellationToken.IsCancellationRequested) await work;
    }

    // How long this process may act without another renewal.
    private TimeSpan Left => settings.RenewDeadline - time.GetElapsedTime(Interlocked.Read(ref _renewedAt));

    private async Task<bool> AcquireAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var wait = settings.RetryPeriod;
            try
            {
                wait = await TryAcquireAsync(cancellationToken);
                // Held and run out is what a process finds that slept between the two.
                if (IsLeader) return true;
                _held = false;
            }
            catch (Exception exception) when (IsPassing(exception, cancellationToken))
            {
                if (exception.Message != _said) LogWaiting(settings.Name, _said = exception.Message);
            }
            await WaitAsync(wait, cancellationToken);
        }
        return false;
    }

    // Takes the Lease, or says how long it is in force for all that this process knows.
    private async Task<TimeSpan> TryAcquireAsync(CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        LeaseRecord lease;
        try
        {
            lease = new LeaseRecord(await BoundedAsync(token => api.GetAsync(LeaseRecord.Kind.PathOf(_key), token), cancellationToken));
        }
        catch (ApiException exception) when (exception.IsNotFound)
        {
            var (path, item) = (LeaseRecord.Kind.PathOf(settings.Namespace), LeaseRecord.New(settings, time.GetUtcNow()));
            Hold(await BoundedAsync(token => api.CreateAsync(path, item, token), cancellationToken), asked);
            return TimeSpan.Zero;
        }
        // What was never seen to run out may be in force, whatever its times say: they are by another clock.
        if (lease.Term != _seen) (_seen, _seenAt) = (lease.Term, time.GetTimestamp());
        // Held by this process, and not acted upon: an earlier request landed without an answer.
        var isFree = lease.Holder.Length == 0 || lease.Holder == settings.Identity;
        if (!isFree && lease.Duration - time.GetElapsedTime(_seenAt) is var inForce && inForce > TimeSpan.Zero) return inForce;
        asked = time.GetTimestamp();
        Hold(await ReplaceAsync(lease.TakenBy(settings, time.GetUtcNow()), cancellationToken), asked);
        return TimeSpan.Zero;
    }

    // Renews until it is cancelled (true) or lost (false).
    private async Task<bool> KeepAsync(CancellationToken cancellationToken)
    {
        while (IsLeader)
        {
            await WaitAsync(Left, cancellationToken);
            if (cancellationToken.IsCancellationRequested) return IsLeader;
            try
            {
                if (IsLeader && !await RenewAsync(cancellationToken)) break;
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return IsLeader;
            }
            catch (ApiException exception) when (exception.IsNotFound)
            {
                // Deleted: whoever creates it next leads. Some servers answer the renewal itself by a conflict, and 404 to what is read after that.
                break;
            }
            catch (Exception exception) when (IsPassing(exception, cancellationToken))
            {
                LogRetrying(settings.Name, exception.Message);
            }
        }
        _held = false;
        return false;
    }

    private async Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        try
        {
            Hold(await ReplaceAsync(_lease!.Renewed(settings, time.GetUtcNow()), cancellationToken), asked);
            return true;
        }
        catch (ApiException exception) when (exception.IsConflict)
        {
            // Somebody labelled the Lease, or an earlier renewal landed without an answer; or it is not ours any more.
            _lease = new LeaseRecord(await BoundedAsync(token => api.GetAsync(LeaseRecord.Kind.PathOf(_key), token), cancellationToken));
            return _lease.Holder == settings.Identity && _lease.Transitions == Epoch && await RenewAsync(cancellationToken);
        }
    }

    private async Task ReleaseAsync()
    {
        var held = IsLeader;
        _held = false;
        if (!held) return;
        try
        {
            await ReplaceAsync(_lease!.Released(settings, time.GetUtcNow()), CancellationToken.None);
        }
        catch (Exception exception) when (IsPassing(exception, CancellationToken.None))
        {
            LogNotReleased(settings.Name, exception.Message);
        }
    }

    private void Hold(JsonObject item, long asked)
    {
        _lease = new LeaseRecord(item);
        (Epoch, LeaseCreated) = (_lease.Transitions, _lease.Created);
        Interlocked.Exchange(ref _renewedAt, asked);
        _held = true;
    }

    private Task<JsonObject> ReplaceAsync(JsonObject lease, CancellationToken cancellationToken) =>
        BoundedAsync(token => api.ReplaceAsync(LeaseRecord.Kind.PathOf(_key), lease, token), cancellationToken);

    // A request that hangs must leave time for another before the deadline, and a leader's none after it.
    private async Task<JsonObject> BoundedAsync(Func<CancellationToken, Task<JsonObject>> request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Least(settings.RenewDeadline / 2, _held ? Left : settings.RenewDeadline), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        return await request(either.Token);
    }

    // A retry period, or less when something is due before; less when cancelled.
    private async Task WaitAsync(TimeSpan most, CancellationToken cancellationToken) =>
        await Task.Delay(Least(most, settings.RetryPeriod), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    // Never less than nothing.
    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one > TimeSpan.Zero ? one : TimeSpan.Zero : other;

    private static bool IsPassing(Exception exception, CancellationToken cancellationToken) =>
        exception is ApiException or HttpRequestException or IOException or System.Text.Json.JsonException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Identity} leads, epoch {Epoch}.")]
    private partial void LogLeading(string identity, long epoch);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Lease {Name} cannot be taken, which is tried again: {Problem}")]
    private partial void LogWaiting(string name, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "The Lease {Name} could not be renewed, which is tried again: {Problem}")]
    private partial void LogRetrying(string name, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "The Lease {Name} could not be given back and will run out: {Problem}")]
    private partial void LogNotReleased(string name, string problem);
}

/// <summary>This process does not lead any more.</summary>
/// <param name="identity">Its name.</param>
public sealed class LeadershipLostException(string identity) : Exception($"{identity} lost the Lease.");
