using System.Collections.Concurrent;
using System.Security.Cryptography;
using Headgate.Compiler.Publication;
using Headgate.Configuration;
using Headgate.Operator.Cluster.Observing;
using Microsoft.Extensions.Logging;

namespace Headgate.Operator.Cluster.Publishing;

/// <summary>
/// Keeps the pepper of each pool in a Secret beside its gateways. The annotation <c>headgate.dev/rotate</c> with a new value makes a new one; both
/// are in force until every gateway serves digests under the new one.
/// </summary>
internal sealed partial class PepperKeeper(PublishedObjects objects, OperatorQueues queues, TimeProvider time, ILogger<PepperKeeper> logger)
{
    /// <summary>Set by a person, to any value that was not there before.</summary>
    public const string RotateAnnotation = "headgate.dev/rotate";

    private const string RotatedAnnotation = "headgate.dev/rotated";
    private const int Bytes = 32;

    // A gateway that starts may have mounted what was published just before.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, long> _overlapSince = new(StringComparer.Ordinal);

    /// <summary>Makes the Secret what it should be, and <see cref="PoolState.Peppers"/> what it holds.</summary>
    /// <returns>When to look again; null when nothing is on its way.</returns>
    public async Task<TimeSpan?> KeepAsync(PoolState pool, CancellationToken cancellationToken)
    {
        var name = Publisher.PeppersName(pool.Configuration.Name);
        var copy = objects.Find(pool.Configuration, PublishedKind.Secret, name);
        // Deleted or broken by somebody: what is in use is put back.
        var peppers = ReadOf(copy) ?? (pool.Peppers.Count > 0 ? pool.Peppers : [New()]);
        var asked = copy?.Annotations.GetValueOrDefault(RotateAnnotation);
        var isDue = asked is not null && asked != copy!.Annotations.GetValueOrDefault(RotatedAnnotation);
        if (isDue && !HasRoom(pool))
        {
            LogNoRoom(pool.Configuration.Name);
            (asked, isDue) = (null, false);
        }
        if (isDue) peppers = [New(), .. peppers];
        else if (peppers.Count > 1 && IsOver(pool)) peppers = [peppers[0]];

        var content = Publisher.PeppersOf(peppers, pool.Layout(1)).Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Bytes.ToArray());
        var annotations = asked is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [RotatedAnnotation] = asked };
        await objects.WriteAsync(pool.Configuration, PublishedKind.Secret, name, content, annotations, cancellationToken);
        if (!peppers.SequenceEqual(pool.Peppers))
        {
            pool.Peppers = peppers;
            foreach (var unit in pool.Units.Keys.Concat(pool.Waiting.Keys).Distinct(StringComparer.Ordinal)) queues.Units.Add(unit);
            if (peppers.Count > 1) _overlapSince[pool.Configuration.Name] = time.GetTimestamp();
        }
        if (peppers.Count == 1) return null;
        var rest = Overlap - time.GetElapsedTime(_overlapSince[pool.Configuration.Name]);
        return rest > TimeSpan.FromSeconds(1) ? rest : TimeSpan.FromSeconds(1);
    }

    // Digests do not compress, and while two peppers are in force there are twice as many.
    private bool HasRoom(PoolState pool) => objects.Of(pool.Configuration)
        .Where(copy => copy.Kind == PublishedKind.Secret && Publisher.ShardsOf(pool.Configuration.Name, copy.Key.Name) is not null)
        .All(copy => copy.Data.Sum(entry => entry.Value.Length) * 2 <= Room.MostBytes);

    private bool IsOver(PoolState pool) =>
        _overlapSince.TryGetValue(pool.Configuration.Name, out var since)
        && time.GetElapsedTime(since) >= Overlap
        // What is held stands under the old one alone, and cannot be made anew now.
        && pool.Held.IsEmpty
        && pool.Units.All(unit => unit.Value.Unit.Product is null || HasBoth(unit.Value, pool))
        && pool.Published.All(unit => pool.Report.Serving.GetValueOrDefault(unit.Key) == pool.Report.Ready);

    private static bool HasBoth(UnitContent content, PoolState pool) =>
        content.Unit.Product!.Applications.All(application =>
            pool.Peppers.All(pepper => application.Entry.Keys.Any(key => key.Pepper == pepper.Id)));

    private static IReadOnlyList<Pepper>? ReadOf(PublishedCopy? copy)
    {
        if (copy?.Data.GetValueOrDefault(EntryNames.Peppers) is not { } bytes) return null;
        try
        {
            var peppers = EntryContent.Parse(EntryContent.Unpack(bytes), ConfigurationJson.Default.PepperSet).Peppers;
            return peppers.Count > 0 ? peppers : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static Pepper New() => new()
    {
        Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)),
        Value = Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes)),
    };

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "The pepper of the pool {Pool} is not rotated: its Secrets are more than half full, and hold two digests of each key meanwhile. Raise its "
        + "number of shards first.")]
    private partial void LogNoRoom(string pool);
}
