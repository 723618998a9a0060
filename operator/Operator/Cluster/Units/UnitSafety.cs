using Headgate.Controllers;

namespace Headgate.Operator.Cluster.Units;

/// <summary>Whether a unit may be compiled: only when every kind is known whole, nothing of the unit was lost, and all of it can be read.</summary>
internal sealed class UnitSafety(Func<bool> synced, Definitions definitions, Losses losses, StartupGuard guard, UnitRegister register)
{
    private const string Lost =
        "objects of it went with their CustomResourceDefinition. Apply them again; to give them up, delete the published ConfigMaps and Secrets and "
        + "restart the operator.";

    private static readonly TimeSpan Unsynced = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether everything that is followed is synced.</summary>
    public bool Synced => synced();

    /// <summary>Whether a unit is held as it is published since before this process began.</summary>
    public bool HoldsAny => guard.HoldsAny;

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
    /// <exception cref="ApiException">It cannot be told now.</exception>
    public async Task<Judgement> JudgeAsync(string unit, CancellationToken cancellationToken)
    {
        if (!synced()) return new Judgement(Unsynced, null);
        if (guard.Holds(unit, register.UsesAccounts)) return new Judgement(TimeSpan.Zero, Lost);
        if (register.Unreadable.HolderOf(unit, register) is { } holder)
            return new Judgement(TimeSpan.Zero, $"this operator cannot read the {holder}. Its condition Accepted says why, and what mends it.");
        var wait = await losses.JudgeAsync(unit, account => register.UsesAccount(unit, account), cancellationToken);
        return wait is { } time ? new Judgement(time, null) : new Judgement(TimeSpan.Zero, Lost);
    }
}

/// <summary>Whether a unit may be compiled now.</summary>
/// <param name="Wait">How long to wait before it can be told; zero when it was told.</param>
/// <param name="HeldBy">Why it stays as it is published, as a clause; null when it may be compiled.</param>
internal readonly record struct Judgement(TimeSpan Wait, string? HeldBy);
