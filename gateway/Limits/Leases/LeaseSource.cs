using Headgate.Limits.Redis;

namespace Headgate.Limits.Leases;

/// <summary>Where leases come from.</summary>
/// <param name="Store">Books and takes back.</param>
/// <param name="Clock">The store's clock.</param>
/// <param name="Health">Whether it answers.</param>
/// <param name="Generation">Grows whenever a connection was lost.</param>
/// <param name="Time">Measures rates and idleness.</param>
internal sealed record LeaseSource(ILimitStore Store, ServerClock Clock, StoreHealth Health, Func<long> Generation, TimeProvider Time);
