using Headgate.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Limits.Tests.Stores;

/// <summary>What every store of limits does. A store's own tests derive from this.</summary>
public abstract partial class LimitStoreBehaviour
{
    protected const string App = "tenant/app";

    private readonly Lazy<ILimitStore> _store;

    protected LimitStoreBehaviour() => _store = new Lazy<ILimitStore>(() => Create(Time));

    /// <summary>A Wednesday, 30 seconds before the minute ends.</summary>
    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2024, 5, 15, 10, 20, 30, TimeSpan.Zero));

    /// <summary>An empty store that reads this clock.</summary>
    protected abstract ILimitStore Create(TimeProvider time);

    /// <summary>Calls of one round of a test of concurrency.</summary>
    protected virtual int Calls => 20_000;

    /// <summary>Rounds of a test of concurrency.</summary>
    protected virtual int Rounds => 3;

    /// <summary>The finest time that the store tells apart.</summary>
    protected virtual TimeSpan Resolution => TimeSpan.FromTicks(1);

    /// <summary>The largest number that a counter can hold.</summary>
    protected virtual long Largest => long.MaxValue;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected ILimitStore Store => _store.Value;

    protected async Task<bool> PassesAsync(ReserveRequest request) => await Store.ReserveAsync(request, Token) switch
    {
        ReserveOutcome.Granted => true,
        ReserveOutcome.Refused => false,
        var outcome => throw new InvalidOperationException($"The store answered {outcome}."),
    };

    protected ValueTask ReturnAsync(params UnspentUnits[] units) => Store.ReturnAsync(App, units, Token);

    /// <summary>What a counter stands at, asked by a call that is always refused and so changes nothing.</summary>
    private async Task<long> UsedAsync(string metric, Period period, string application = App)
    {
        var probe = Ask.For(application).Costing(metric).Limited(metric, period, 0);
        Assert.False(await PassesAsync(probe));
        return probe.Claims[0].Used;
    }
}
