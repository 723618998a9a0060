using Headgate.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Limits.Tests.Stores;

/// <summary>A decision of the embedded store allocates nothing once an Application and its metrics are known.</summary>
public sealed class ReserveAllocationTests
{
    private readonly MemoryLimitStore _store = new(new FakeTimeProvider());
    private readonly ReserveRequest _request = new();

    [Fact]
    public void A_granted_call_allocates_nothing() => AssertAllocatesNothing(() => Reserve(long.MaxValue), ReserveOutcome.Granted);

    [Fact]
    public void A_refused_call_allocates_nothing() => AssertAllocatesNothing(() => Reserve(0), ReserveOutcome.Refused);

    [Fact]
    public void Giving_back_allocates_nothing()
    {
        UnspentUnits[] units = [new("hits", Period.Eternity, DateTimeOffset.MinValue, 0, 1)];
        AssertAllocatesNothing(() =>
        {
            var outcome = Reserve(long.MaxValue);
            return IsDone(_store.ReturnAsync("a/b", units, CancellationToken.None)) ? outcome : ReserveOutcome.Unavailable;
        }, ReserveOutcome.Granted);
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        CounterReading[] counters = [new("hits", Period.Minute), new("never", Period.Eternity)];
        AssertAllocatesNothing(ReadThenReserve, ReserveOutcome.Granted);

        ReserveOutcome ReadThenReserve() => Reads("a/b") && Reads("a/never") ? Reserve(long.MaxValue) : ReserveOutcome.Unavailable;
        bool Reads(string application) => IsAnswered(_store.ReadAsync(application, counters, CancellationToken.None));
    }

    // Ten claims on purpose: more than a request has room for at first.
    private ReserveOutcome Reserve(long max)
    {
        _request.Again("a/b").Costing("hits", 2).Costing("search");
        for (var period = Period.Minute; period <= Period.Week; period++) _request.Limited("hits", period, max).Limited("search", period, max);
        _request.Limited("hits", Period.Eternity, max).Observed("search", Period.Eternity, max);
        return AnswerOf(_store.ReserveAsync(_request, CancellationToken.None));
    }

    private static ReserveOutcome AnswerOf(ValueTask<ReserveOutcome> task) => task.IsCompletedSuccessfully ? task.Result : ReserveOutcome.Unavailable;

    private static bool IsAnswered(ValueTask<DateTimeOffset?> task) => task.IsCompletedSuccessfully && task.Result is not null;

    private static bool IsDone(ValueTask task) => task.IsCompletedSuccessfully;

    private static void AssertAllocatesNothing(Func<ReserveOutcome> call, ReserveOutcome expected)
    {
        for (var i = 0; i < 100; i++) Assert.Equal(expected, call());

        // What a call allocates shows in every round; what the runtime counts to this thread on its own account does not.
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => BytesOf(call)));
    }

    private static long BytesOf(Func<ReserveOutcome> call)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) call();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
