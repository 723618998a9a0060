using Headgate.Controllers;

namespace Headgate.Operator.Cluster.Units;

/// <summary>Whether a unit may be compiled: only when every kind is known whole, and nothing of the unit was lost.</summary>
internal sealed class UnitSafety(Func<bool> synced, Definitions definitions, Losses losses, StartupGuard guard, UnitRegister register)
{
    private static readonly TimeSpan Unsynced = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether everything that is followed is synced.</summary>
    public bool Synced => synced();

    /// <summary>Takes the definitions that stand now for those that objects belong to.</summary>
    /// <exception cref="ApiException">It cannot be told now.</exception>
    public Task IdentifyAsync(CancellationToken cancellationToken) => definitions.IdentifyAsync(cancellationToken);

    /// <summary>Begins to lead.</summary>
    /// <returns>The units that are published.</returns>
    public IReadOnlyCollection<string> Begin()
    {
        losses.Forget();
        return guard.Look();
    }

    /// <summary>Judges.</summary>
    /// <returns>How long to wait; zero for yes; null while something of it is lost.</returns>
    /// <exception cref="ApiException">It cannot be told now.</exception>
    public async Task<TimeSpan?> JudgeAsync(string unit, CancellationToken cancellationToken)
    {
        if (!synced()) return Unsynced;
        if (guard.Holds(unit)) return null;
        return await losses.JudgeAsync(unit, account => register.UsesAccount(unit, account), cancellationToken);
    }
}
