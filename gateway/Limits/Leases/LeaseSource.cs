using Headgate.Limits.Redis;

namespace Headgate.Limits.Leases;

/// <summary>Where leases come from.</summary>
/// <param name="Store">Books and takes back.</param>
/// <param name="Clock">The store's clock.</param>
/// <param name="Health">Whether it answers.</param>
/// <param name="Generation">Grows whenever a connection was lost.</param>
/// <param name="Time">Measures rates and idleness.</param>
internal sealed record LeaseSource(ILimitStore Store, ServerClock Clock, StoreHealth Health, Func<long> Generation, TimeProvider Time)
{
    /// <summary>Takes units back from a gateway that leaves; as always unless told otherwise.</summary>
    public Func<string, UnspentUnits[], Task> Farewell { get; init; } = (application, units) => Store.ReturnAsync(application, units, CancellationToken.None).AsTask();
}
