using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Operator.Cluster.Units;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Statuses;

/// <summary>How far the gateways are with an Account: as far as with all its Applications.</summary>
internal sealed class AccountProgress(UnitRegister register, StatusBoard board, PoolStates pools)
{
    /// <summary>Tells.</summary>
    public Progress Of(ObjectKey account)
    {
        var entries = register.AccountUsers.Of(account.ToString())
            .Select(key => new StatusKey(Kinds.Applications, key))
            .Select(target => (Target: target, Entry: board.Find(target)))
            .Where(user => user.Entry?.Compiled.Status.ContentDigest is not null).ToList();
        if (entries.Count == 0) return new Progress(true, Reasons.Programmed, "No accepted Application names it.");
        var programmed = entries.All(user => pools.Of(user.Entry!.Unit)
            .All(pool => pool.Programmed.GetValueOrDefault(user.Target) == user.Entry.Compiled.Status.ContentDigest));
        return programmed
            ? new Progress(true, Reasons.Programmed, "Every ready gateway serves its Applications as it says.")
            : new Progress(false, Reasons.Pending, "Not every ready gateway serves its Applications yet.");
    }
}
