using System.Collections.Concurrent;
using Headgate.Compiler;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Statuses;

/// <summary>What was found of each object, as it was compiled last.</summary>
internal sealed class StatusBoard(OperatorQueues queues)
{
    private readonly ConcurrentDictionary<StatusKey, BoardEntry> _entries = new();
    private readonly ConcurrentDictionary<string, HashSet<StatusKey>> _members = new(StringComparer.Ordinal);

    /// <summary>What was found of an object; null before it was compiled.</summary>
    public BoardEntry? Find(StatusKey target) => _entries.GetValueOrDefault(target);

    /// <summary>Takes what was found of a unit.</summary>
    /// <param name="unit">What was found.</param>
    /// <param name="versions">How it stands with its versions.</param>
    public void Put(CompiledUnit unit, VersionStanding versions)
    {
        var members = new HashSet<StatusKey>();
        foreach (var status in unit.Statuses)
        {
            var target = StatusKey.Of(status.Resource);
            members.Add(target);
            var before = Find(target);
            var entry = _entries[target] = new BoardEntry(unit.Name, status, unit.Product, versions);
            if (before is null || !entry.SaysAs(before)) Tell(target);
        }
        foreach (var gone in _members.GetValueOrDefault(unit.Name) ?? [])
        {
            // It may belong to another unit by now, which has put it there.
            if (!members.Contains(gone) && _entries.TryGetValue(gone, out var entry) && entry.Unit == unit.Name) _entries.TryRemove(gone, out _);
        }
        _members[unit.Name] = members;
    }

    /// <summary>Has the status of an object written, and that of the Account of an Application, which is as far as its Applications are.</summary>
    public void Tell(StatusKey target)
    {
        queues.Statuses.Add(target);
        if (Find(target)?.Compiled.Resource is Application { Spec.AccountRef: { } account })
            queues.Statuses.Add(new StatusKey(Kinds.Accounts, new ObjectKey(target.Key.Namespace, account.Name)));
    }

    /// <summary>The objects of a unit.</summary>
    public IEnumerable<StatusKey> MembersOf(string unit) => _members.GetValueOrDefault(unit) ?? [];
}

/// <summary>What was found of one object.</summary>
/// <param name="Unit">Its unit.</param>
/// <param name="Compiled">Its status as the compiler knows it.</param>
/// <param name="Product">What was made of its Product; null when nothing was.</param>
/// <param name="Versions">How its Product stands with its versions.</param>
internal sealed record BoardEntry(string Unit, CompiledStatus Compiled, CompiledProduct? Product, VersionStanding Versions)
{
    /// <summary>The limits of an Application's plan.</summary>
    public IReadOnlyList<Configuration.Limit> Limits => Compiled.Status is ApplicationStatus { Plan: { } name }
        ? Product?.Live.Plans.FirstOrDefault(plan => plan.Name == name)?.Limits ?? []
        : [];

    /// <summary>Whether the status of the object says the same, so that one change in a large Product does not look at all of it.</summary>
    public bool SaysAs(BoardEntry other) =>
        Unit == other.Unit
        // Of a Product the status says more than the compiler knows.
        && Compiled.Resource is not Resources.Product
        // Which rules are served follows from the versions.
        && (Versions == other.Versions || Compiled.Resource is not MappingRule)
        && Same(Compiled.Status, other.Compiled.Status)
        && Limits.SequenceEqual(other.Limits);

    private static bool Same(ResourceStatus left, ResourceStatus right) =>
        left.ObservedGeneration == right.ObservedGeneration
        && left.ContentDigest == right.ContentDigest
        && left.Conditions.SequenceEqual(right.Conditions)
        && Same(left as ApplicationStatus, right as ApplicationStatus);

    private static bool Same(ApplicationStatus? left, ApplicationStatus? right) =>
        left?.Plan == right?.Plan && left?.State == right?.State
        && left?.Credentials?.SecretName == right?.Credentials?.SecretName
        && left?.Credentials?.ResourceVersion == right?.Credentials?.ResourceVersion
        && (left?.Credentials?.Keys ?? []).SequenceEqual(right?.Credentials?.Keys ?? []);
}

/// <summary>How a Product stands with its versions.</summary>
/// <param name="IsSettled">Whether the newest version is what is written now.</param>
/// <param name="Staging">Number of the version that staging serves; null for none.</param>
/// <param name="Production">Number of the version that production serves; null for none.</param>
internal readonly record struct VersionStanding(bool IsSettled, long? Staging, long? Production);
