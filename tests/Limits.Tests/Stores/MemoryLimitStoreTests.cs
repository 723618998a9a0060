using Headgate.Configuration;

namespace Headgate.Limits.Tests.Stores;

/// <summary>The embedded store does what every store does; beside that it can be read.</summary>
public sealed class MemoryLimitStoreTests : LimitStoreBehaviour
{
    [Fact]
    public async Task What_was_used_can_be_read_in_the_windows_of_now()
    {
        var store = new MemoryLimitStore(Time);
        await store.ReserveAsync(Ask.For("a/b").Costing("search", 2).Costing("hits"), TestContext.Current.CancellationToken);
        Time.Advance(TimeSpan.FromMinutes(1));
        await store.ReserveAsync(Ask.For("a/b").Costing("hits"), TestContext.Current.CancellationToken);

        var now = Time.GetUtcNow();
        Assert.Equal(
            [new CounterReading("hits", Period.Minute, CalendarWindow.Of(Period.Minute, now), 1), new CounterReading("hits", Period.Hour, CalendarWindow.Of(Period.Hour, now), 2)],
            store.Read("a/b").Take(2));
        Assert.Equal(7 + 6, store.Read("a/b").Count);
        Assert.Empty(store.Read("a/c"));
    }

    protected override ILimitStore Create(TimeProvider time) => new MemoryLimitStore(time);
}
