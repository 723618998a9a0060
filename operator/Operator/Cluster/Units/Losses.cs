using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;

namespace Headgate.Operator.Cluster.Units;

/// <summary>
/// Tells objects that somebody deleted from objects that went with their CustomResourceDefinition. The first are gone; of the second nothing is
/// taken from the gateways until they are back.
/// </summary>
internal sealed class Losses(Definitions definitions, TimeProvider time)
{
    // A definition is marked before its objects go; discovery, where only that can be read, says so a moment later.
    private static readonly TimeSpan Doubt = TimeSpan.FromMilliseconds(300);

    private readonly Lock _lock = new();
    private readonly Dictionary<StatusKey, Loss> _doubtful = [];
    private readonly Dictionary<StatusKey, string?> _lost = [];

    /// <summary>Number of objects that went with their definition and are not back.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _lost.Count;
        }
    }

    /// <summary>Whether an object that is not there may still be wanted: it went with its definition, or that is not known yet.</summary>
    public bool MayReturn(StatusKey target)
    {
        lock (_lock) return _lost.ContainsKey(target) || _doubtful.ContainsKey(target);
    }

    /// <summary>Notes that an object is gone.</summary>
    /// <param name="target">The object.</param>
    /// <param name="unit">The unit that it belonged to; null when it may be named by any.</param>
    /// <param name="created">When it was created.</param>
    public void Note(StatusKey target, string? unit, DateTimeOffset created)
    {
        lock (_lock) _doubtful[target] = new Loss(unit, created, time.GetTimestamp());
    }

    /// <summary>Notes that an object went with its definition while nobody looked.</summary>
    /// <param name="target">The object.</param>
    /// <param name="unit">The unit that it belonged to; null when it may be named by any.</param>
    public void Lose(StatusKey target, string? unit)
    {
        lock (_lock) _lost[target] = unit;
    }

    /// <summary>Begins anew: what was seen before this process led is not its to judge.</summary>
    public void Forget()
    {
        lock (_lock) _doubtful.Clear();
    }

    /// <summary>Notes that an object is there.</summary>
    public void Return(StatusKey target)
    {
        lock (_lock)
        {
            _doubtful.Remove(target);
            _lost.Remove(target);
        }
    }

    /// <summary>Judges what is gone of a unit.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="uses">Whether the unit uses an Account, which belongs to none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How long to leave the unit as it is published; zero when it may be compiled; null while something of it is lost.</returns>
    /// <exception cref="ApiException">It cannot be told now.</exception>
    public async Task<TimeSpan?> JudgeAsync(string unit, Func<ObjectKey, bool> uses, CancellationToken cancellationToken)
    {
        List<KeyValuePair<StatusKey, Loss>> doubtful;
        lock (_lock) doubtful = [.. _doubtful.Where(entry => Concerns(entry.Key, entry.Value.Unit))];
        if (doubtful.Count > 0)
        {
            var wait = Doubt - doubtful.Min(entry => time.GetElapsedTime(entry.Value.Since));
            if (wait > TimeSpan.Zero && !definitions.AreReadable) return wait;
            foreach (var ofKind in doubtful.GroupBy(entry => entry.Key.Kind))
            {
                var definition = await definitions.LookAsync(ofKind.Key, cancellationToken);
                foreach (var (target, loss) in ofKind) Settle(target, loss, definition.Covers(loss.Created));
            }
        }
        lock (_lock) return _lost.Any(lost => Concerns(lost.Key, lost.Value)) ? null : TimeSpan.Zero;

        bool Concerns(StatusKey target, string? of) => of is null ? uses(target.Key) : of == unit;
    }

    private void Settle(StatusKey target, Loss loss, bool deleted)
    {
        lock (_lock)
        {
            if (!_doubtful.TryGetValue(target, out var noted) || noted != loss) return;
            _doubtful.Remove(target);
            if (!deleted) _lost[target] = noted.Unit;
        }
    }

    private sealed record Loss(string? Unit, DateTimeOffset Created, long Since);
}
