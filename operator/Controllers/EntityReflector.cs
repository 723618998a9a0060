using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Headgate.Controllers;

/// <summary>
/// Lists objects in pages, then watches them from there, for ever: resumes a watch that ended, lists again when the server has forgotten
/// where it was, and finds by that what was deleted meanwhile.
/// </summary>
public sealed partial class EntityReflector<TEntity>(
    KubernetesApi api, EntitySource<TEntity> source, EntityStore<TEntity> store, TimeProvider time, ILogger logger) : Reflector
    where TEntity : class
{
    // Long enough that nobody complains of one hiccup.
    private const int FailuresBeforeWarning = 3;

    // A server sends bookmarks about once a minute; a watch silent for longer is asked for again, which costs little.
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(800), TimeSpan.FromSeconds(5));
    private string? _version;
    private int _failures;
    private bool _warned;

    /// <inheritdoc/>
    public override string Subject => source.Subject;

    /// <inheritdoc/>
    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            TimeSpan? wait = null;
            try
            {
                if (_version is null) await ListAsync(cancellationToken);
                await WatchAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (TimeoutException)
            {
                // Resumed where it was.
            }
            catch (Exception exception) when (exception is ApiException or HttpRequestException or IOException or JsonException or HttpProtocolException)
            {
                wait = Fail(exception);
            }
            if (wait is { } delay) await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        var gone = store.KeysIn(source.Namespace).ToHashSet();
        string? continuation = null;
        string version;
        do
        {
            using var response = await api.OpenAsync(source.ListPath(continuation), cancellationToken);
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var page = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            foreach (var item in page.RootElement.GetProperty("items").EnumerateArray())
            {
                if (source.Read(item) is not { } entity) continue;
                var key = ObjectKey.Of(item);
                gone.Remove(key);
                store.Set(key, entity);
            }
            var metadata = page.RootElement.GetProperty("metadata");
            version = metadata.GetProperty("resourceVersion").GetString()!;
            continuation = metadata.TryGetProperty("continue", out var value) && value.GetString() is { Length: > 0 } token ? token : null;
        }
        while (continuation is not null);
        foreach (var key in gone) store.Remove(key);
        _version = version;
        Succeed();
        Synced = true;
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        // At random, so that the watches of a process are not all renewed in one moment.
        var timeoutSeconds = Random.Shared.Next(240, 300);
        var began = time.GetTimestamp();
        using var response = await api.OpenAsync(source.WatchPath(_version!, timeoutSeconds), cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var events = 0;
        await foreach (var change in WatchStream.ReadAsync(body, Silence, time, cancellationToken))
        {
            Take(change);
            Succeed();
            events++;
        }
        if (events == 0 && time.GetElapsedTime(began) < TimeSpan.FromSeconds(1)) throw new IOException("A watch ended as soon as it began.");
        Succeed();
    }

    private void Take(JsonElement change)
    {
        var item = change.GetProperty("object");
        var type = change.GetProperty("type").GetString();
        if (type == "ERROR") throw ApiException.OfEvent(item);
        if (type != "BOOKMARK")
        {
            var key = ObjectKey.Of(item);
            if (type != "DELETED" && source.Read(item) is { } entity) store.Set(key, entity);
            else store.Remove(key);
        }
        _version = item.GetProperty("metadata").GetProperty("resourceVersion").GetString();
    }

    private void Succeed()
    {
        if (_warned) LogRecovered(Subject);
        _warned = false;
        _failures = 0;
    }

    private TimeSpan Fail(Exception exception)
    {
        _failures++;
        var refusal = exception as ApiException;
        // What cannot be read is asked for anew: the line may have been the one that mattered.
        if (refusal is { IsExpired: true } or { IsRefusal: true } || exception is JsonException)
        {
            _version = null;
            Synced = false;
        }
        if (!_warned && (_failures >= FailuresBeforeWarning || refusal is { IsRefusal: true }))
        {
            _warned = true;
            LogFailing(Subject, exception.Message);
        }
        // The first relist may start at once; a server that expires each list is not asked in a loop.
        if (refusal is { IsExpired: true } && _failures == 1) return TimeSpan.Zero;
        return refusal?.RetryAfter is { } asked && asked > TimeSpan.Zero ? asked : _backoff.After(_failures);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot follow {Subject}: {Problem} What was known stays; it is tried again.")]
    private partial void LogFailing(string subject, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "Following {Subject} again.")]
    private partial void LogRecovered(string subject);
}
