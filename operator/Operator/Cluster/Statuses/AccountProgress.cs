using Headgate.Compiler;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Operator.Cluster.Units;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Statuses;

/// <summary>How far the gateways are with an Account: as far as with all its Applications, compiled with what it says now.</summary>
internal sealed class AccountProgress(UnitRegister register, StatusBoard board, PoolStates pools)
{
    /// <summary>What is said when all is served.</summary>
    public const string Served = "Every ready gateway serves its Applications as it says.";

    /// <summary>Whether all its Applications were compiled by this process.</summary>
    public bool IsKnown(Account account) =>
        register.AccountUsers.Of(account.FullName).All(key => board.Find(new StatusKey(Kinds.Applications, key)) is not null);

    /// <summary>Tells.</summary>
    public Progress Of(Account account)
    {
        var users = register.AccountUsers.Of(account.FullName).Select(key => new StatusKey(Kinds.Applications, key))
            .Select(target => (Target: target, Entry: board.Find(target))).ToList();
        if (users.Any(user => !Knows(user.Entry, account)))
            return new Progress(false, Reasons.Pending, "Not all its Applications were compiled with it yet.");
        var accepted = users.Where(user => user.Entry!.Compiled.Status.ContentDigest is not null).ToList();
        if (accepted.Count == 0) return new Progress(true, Reasons.Programmed, "No accepted Application names it.");
        return accepted.All(user => IsServed(user.Target, user.Entry!))
            ? new Progress(true, Reasons.Programmed, Served)
            : new Progress(false, Reasons.Pending, "Not every ready gateway serves its Applications yet.");
    }

    private bool IsServed(StatusKey target, BoardEntry entry)
    {
        var told = pools.Of(entry.Unit).Where(pool => pool.ToldOf(target, entry.Unit) is not null).ToList();
        return told.Count == 0 ? entry.Versions.IsSettled : told.All(pool => pool.Programmed.GetValueOrDefault(target) == pool.ToldOf(target, entry.Unit));
    }

    // Of an Account gateways are told its state alone.
    private static bool Knows(BoardEntry? entry, Account account)
    {
        if (entry is not { Compiled.Resource: Application application }) return false;
        if (application.Spec.AccountRef?.Name != account.Metadata.Name) return false;
        if (entry.Compiled.Status.ContentDigest is null)
            return !entry.Compiled.Status.Conditions.Any(condition => ConditionText.Reasons(condition.Reason).Contains(Reasons.AccountNotFound));
        var state = account.Spec.State == LifecycleState.Suspended ? LifecycleState.Suspended : application.Spec.State;
        return entry.Compiled.Status is ApplicationStatus status && status.State == state;
    }
}
