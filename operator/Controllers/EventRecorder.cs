using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Headgate.Controllers;

/// <summary>What an Event is about.</summary>
/// <param name="Kind">Kind of the object.</param>
/// <param name="Key">The object.</param>
/// <param name="Uid">Its uid.</param>
public sealed record EventSubject(ResourceKind Kind, ObjectKey Key, string Uid);

/// <summary>
/// Writes Events (events.k8s.io/v1) in the background. The same Event again within a while makes a series of the one that is there. Nobody waits
/// for it: when too many wait they are dropped, and an Event that cannot be written is lost.
/// </summary>
/// <param name="api">Where to write.</param>
/// <param name="controller">Name of the reporting controller, such as <c>example.dev/operator</c>.</param>
/// <param name="instance">Name of the reporting process.</param>
/// <param name="time">Stamps Events.</param>
/// <param name="logger">Told of what is lost.</param>
public sealed partial class EventRecorder(KubernetesApi api, string controller, string instance, TimeProvider time, ILogger logger)
{
    private const int MostWaiting = 1024;
    private const int MostRemembered = 4096;
    private const int MostBytes = 1024;

    private static readonly ResourceKind Kind = new("events.k8s.io", "v1", "events", "Event");
    private static readonly TimeSpan SeriesEnds = TimeSpan.FromMinutes(6);

    private readonly Channel<Occurrence> _waiting =
        Channel.CreateBounded<Occurrence>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly Dictionary<string, Series> _series = new(StringComparer.Ordinal);

    /// <summary>Records that something happened.</summary>
    /// <param name="subject">To which object.</param>
    /// <param name="isWarning">Whether somebody should look.</param>
    /// <param name="reason">What, in one PascalCase word.</param>
    /// <param name="action">What was being done, in one PascalCase word.</param>
    /// <param name="note">For people; cut at 1 KiB. Never holds secrets.</param>
    public void Record(EventSubject subject, bool isWarning, string reason, string action, string note) =>
        _waiting.Writer.TryWrite(new Occurrence(subject, isWarning, reason, action, Cut(note), time.GetUtcNow()));

    /// <summary>Writes at once an Event that must not be lost, and no series of it.</summary>
    /// <inheritdoc cref="Record" path="/param"/>
    /// <exception cref="ApiException">The server refused.</exception>
    /// <exception cref="HttpRequestException">The server was not reached.</exception>
    public Task WriteAsync(EventSubject subject, bool isWarning, string reason, string action, string note, CancellationToken cancellationToken)
    {
        var item = New(new Occurrence(subject, isWarning, reason, action, Cut(note), time.GetUtcNow()), identity: note);
        return api.CreateAsync(Kind.PathOf(ObjectKeyOf(item).Namespace), item, cancellationToken);
    }

    /// <summary>Writes until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken) is { } occurrence)
        {
            try
            {
                await WriteAsync(occurrence, cancellationToken);
            }
            catch (Exception exception) when (exception is ApiException or HttpRequestException or IOException or OperationCanceledException)
            {
                LogLost(occurrence.Reason, occurrence.Subject.Key, exception.Message);
            }
        }
    }

    private async Task<Occurrence?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _waiting.Reader.ReadAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task WriteAsync(Occurrence occurrence, CancellationToken cancellationToken)
    {
        var identity = string.Join('\n', occurrence.Subject.Uid, occurrence.Reason, occurrence.Action, occurrence.Note);
        if (_series.TryGetValue(identity, out var series) && occurrence.Time - series.Last < SeriesEnds)
        {
            series.Count++;
            series.Last = occurrence.Time;
            if (await ContinueAsync(series, cancellationToken)) return;
        }
        if (_series.Count >= MostRemembered) Forget(occurrence.Time);
        var item = New(occurrence, identity);
        var key = ObjectKeyOf(item);
        await api.CreateAsync(Kind.PathOf(key.Namespace), item, cancellationToken);
        _series[identity] = new Series(key) { Last = occurrence.Time };
    }

    // False when somebody deleted the Event.
    private async Task<bool> ContinueAsync(Series series, CancellationToken cancellationToken)
    {
        var patch = new JsonObject { ["series"] = new JsonObject { ["count"] = series.Count, ["lastObservedTime"] = Micro(series.Last) } };
        try
        {
            await api.MergeAsync(Kind.PathOf(series.Event), patch, cancellationToken);
            return true;
        }
        catch (ApiException exception) when (exception.IsNotFound)
        {
            return false;
        }
    }

    private JsonObject New(Occurrence occurrence, string identity)
    {
        var subject = occurrence.Subject;
        // Events of objects of the cluster live in the default namespace.
        var inNamespace = subject.Key.Namespace.Length == 0 ? "default" : subject.Key.Namespace;
        var suffix = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{identity}\n{instance}\n{occurrence.Time.UtcTicks}")))[..16];
        var regarding = new JsonObject
        {
            ["apiVersion"] = subject.Kind.ApiVersion,
            ["kind"] = subject.Kind.Kind,
            ["name"] = subject.Key.Name,
            ["uid"] = subject.Uid,
        };
        if (subject.Key.Namespace.Length > 0) regarding["namespace"] = subject.Key.Namespace;
        return new JsonObject
        {
            ["apiVersion"] = Kind.ApiVersion,
            ["kind"] = Kind.Kind,
            ["metadata"] = new JsonObject { ["name"] = $"{subject.Key.Name[..Math.Min(subject.Key.Name.Length, 200)].TrimEnd('.', '-')}.{suffix}", ["namespace"] = inNamespace },
            ["eventTime"] = Micro(occurrence.Time),
            ["type"] = occurrence.IsWarning ? "Warning" : "Normal",
            ["reason"] = occurrence.Reason,
            ["action"] = occurrence.Action,
            ["note"] = occurrence.Note,
            ["regarding"] = regarding,
            ["reportingController"] = controller,
            ["reportingInstance"] = instance,
        };
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (identity, _) in _series.Where(entry => now - entry.Value.Last >= SeriesEnds).ToList()) _series.Remove(identity);
        if (_series.Count >= MostRemembered) _series.Clear();
    }

    // A server counts bytes, and refuses the Event of a note that has more. A letter stays whole.
    private static string Cut(string note)
    {
        if (Encoding.UTF8.GetByteCount(note) <= MostBytes) return note;
        var bytes = Encoding.UTF8.GetBytes(note);
        var end = MostBytes;
        while ((bytes[end] & 0b1100_0000) == 0b1000_0000) end--;
        return Encoding.UTF8.GetString(bytes, 0, end);
    }

    private static ObjectKey ObjectKeyOf(JsonObject item) => new((string)item["metadata"]!["namespace"]!, (string)item["metadata"]!["name"]!);

    private static string Micro(DateTimeOffset value) => value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    [LoggerMessage(Level = LogLevel.Information, Message = "An Event {Reason} of {Key} was lost: {Problem}")]
    private partial void LogLost(string reason, ObjectKey key, string problem);

    private sealed record Occurrence(EventSubject Subject, bool IsWarning, string Reason, string Action, string Note, DateTimeOffset Time);

    private sealed class Series(ObjectKey item)
    {
        public ObjectKey Event { get; } = item;

        public int Count { get; set; } = 1;

        public DateTimeOffset Last { get; set; }
    }
}
