using Headgate.Controllers;

namespace Headgate.Operator.Cluster.Observing;

/// <summary>Finds objects by something that they name: one object may name several, and several objects the same.</summary>
internal sealed class GroupIndex
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, HashSet<ObjectKey>> _groups = new(StringComparer.Ordinal);

    /// <summary>Notes that an object names other things than before.</summary>
    public void Move(ObjectKey key, IEnumerable<string> before, IEnumerable<string> after)
    {
        lock (_lock)
        {
            foreach (var group in before)
            {
                if (_groups.TryGetValue(group, out var members) && members.Remove(key) && members.Count == 0) _groups.Remove(group);
            }
            foreach (var group in after)
            {
                if (!_groups.TryGetValue(group, out var members)) _groups[group] = members = [];
                members.Add(key);
            }
        }
    }

    /// <summary>The objects that name something.</summary>
    public IReadOnlyList<ObjectKey> Of(string group)
    {
        lock (_lock) return _groups.TryGetValue(group, out var members) ? [.. members] : [];
    }

    /// <summary>All that is named.</summary>
    public IReadOnlyList<string> Groups
    {
        get
        {
            lock (_lock) return [.. _groups.Keys];
        }
    }
}
