using Microsoft.Extensions.Logging;

namespace Headgate.Controllers;

/// <summary>Works off a queue: several keys at once, each key by one worker.</summary>
/// <param name="queue">The keys.</param>
/// <param name="reconcile">Makes the world of a key as it should be; returns when to look again, or null.</param>
/// <param name="workers">How many keys at once.</param>
/// <param name="logger">Told of failures.</param>
public sealed partial class ControllerLoop<TKey>(
    WorkQueue<TKey> queue, Func<TKey, CancellationToken, Task<TimeSpan?>> reconcile, int workers, ILogger logger)
    where TKey : notnull
{
    private const int ConflictsBeforeWarning = 5;

    // As often as a server that is away is looked for.
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(5);

    private long _runs;
    private long _errors;

    /// <summary>Reconciles so far.</summary>
    public long Runs => Interlocked.Read(ref _runs);

    /// <summary>Those that threw.</summary>
    public long Errors => Interlocked.Read(ref _errors);

    /// <summary>Works until it is cancelled; what has begun is ended or cancelled before this returns.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(cancellationToken), CancellationToken.None)));

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TKey key;
            try
            {
                key = await queue.TakeAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await WorkOnAsync(key, cancellationToken);
            queue.Done(key);
        }
    }

    private async Task WorkOnAsync(TKey key, CancellationToken cancellationToken)
    {
        var run = Interlocked.Increment(ref _runs);
        // Every line that is logged meanwhile can be told to belong together.
        using var scope = logger.BeginScope(new Dictionary<string, object> { ["reconcile"] = run, ["key"] = key.ToString()! });
        try
        {
            var again = await reconcile(key, cancellationToken);
            queue.Forget(key);
            if (again is { } delay) queue.AddAfter(key, delay);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // Leaving: whoever leads next does it.
        }
        catch (ApiException exception) when (exception.IsConflict)
        {
            // Somebody was quicker; what they wrote is on its way here, unless it never comes.
            var failures = queue.AddFailed(key);
            if (failures >= ConflictsBeforeWarning) Fail(key, failures, exception);
        }
        catch (HttpRequestException exception)
        {
            // The server is away. All that waits for it is tried again soon when it is back.
            Fail(key, queue.AddFailed(key, Away), exception);
        }
        catch (Exception exception)
        {
            Fail(key, queue.AddFailed(key), exception);
        }
    }

    private void Fail(TKey key, int failures, Exception exception)
    {
        Interlocked.Increment(ref _errors);
        LogFailed(key, failures, exception);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Key} could not be reconciled (failure {Failures} in a row); it is tried again.")]
    private partial void LogFailed(TKey key, int failures, Exception exception);
}
