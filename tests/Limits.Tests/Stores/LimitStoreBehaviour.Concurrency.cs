using System.Collections.Concurrent;
using Headgate.Configuration;

namespace Headgate.Limits.Tests.Stores;

// Exactly N of M, whoever asks at the same time.
public abstract partial class LimitStoreBehaviour
{
    private const int Callers = 8;

    [Fact]
    public async Task Exactly_the_limit_passes_of_calls_at_the_same_time()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var (app, limit) = ($"tenant/{round}", (Calls / 3) + round);
            var passed = await CallTogetherAsync(Calls, (request, _) => request.Again(app).Costing("hits").Limited("hits", Period.Day, limit));
            Assert.Equal((limit, limit), (passed.Count, await UsedAsync("hits", Period.Day, app)));
        }
    }

    [Fact]
    public async Task Exactly_the_limits_of_a_metric_and_its_method_pass()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var (app, hits, search) = ($"tenant/{round}", Calls / 2, Calls / 4);
            var passed = await CallTogetherAsync(Calls, (request, call) => call % 2 == 0
                ? request.Again(app).Costing("search").Costing("hits").Limited("search", Period.Hour, search).Limited("hits", Period.Hour, hits)
                : request.Again(app).Costing("create").Costing("hits").Limited("hits", Period.Hour, hits));
            var searches = passed.Count(each => each.Call % 2 == 0);

            Assert.Equal(hits, passed.Count);
            Assert.InRange(searches, 0, search);
            Assert.Equal((hits, searches, hits - searches),
                (await UsedAsync("hits", Period.Hour, app), await UsedAsync("search", Period.Hour, app), await UsedAsync("create", Period.Hour, app)));
        }
    }

    [Fact]
    public async Task Exactly_the_tightest_of_several_periods_passes()
    {
        var (minute, hour, day) = (Calls * 5 / 20, Calls * 9 / 20, Calls * 12 / 20);
        foreach (var (later, expected) in new[] { (TimeSpan.Zero, minute), (TimeSpan.FromMinutes(1), hour - minute), (TimeSpan.FromHours(1), day - hour) })
        {
            Time.Advance(later);
            var passed = await CallTogetherAsync(Calls, (request, _) => request.Again(App).Costing("hits")
                .Limited("hits", Period.Day, day).Limited("hits", Period.Minute, minute).Limited("hits", Period.Hour, hour));
            Assert.Equal(expected, passed.Count);
        }
        Assert.Equal((day - hour, day - hour, day), (await UsedAsync("hits", Period.Minute), await UsedAsync("hits", Period.Hour), await UsedAsync("hits", Period.Day)));
    }

    [Fact]
    public async Task Exactly_the_limit_passes_of_calls_that_cost_5()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var (app, limit) = ($"tenant/{round}", (Calls / 5 * 5) + round);
            var passed = await CallTogetherAsync(Calls, (request, _) => request.Again(app).Costing("hits", 5).Limited("hits", Period.Week, limit));
            Assert.Equal((limit / 5, limit / 5 * 5), (passed.Count, await UsedAsync("hits", Period.Week, app)));
        }
    }

    [Fact]
    public async Task Calls_of_every_cost_fill_the_limit_to_the_last_unit()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var (app, limit) = ($"tenant/{round}", (Calls / 2) - round);
            var passed = await CallTogetherAsync(Calls, (request, call) => request.Again(app).Costing("hits", CostOf(call)).Limited("hits", Period.Month, limit));
            Assert.Equal((limit, limit), (passed.Sum(each => CostOf(each.Call)), await UsedAsync("hits", Period.Month, app)));
        }

        static int CostOf(int call) => call % 4 == 0 ? 5 : 1;
    }

    [Fact]
    public async Task No_window_passes_its_limit_while_windows_begin_and_end()
    {
        var limit = Calls / 80;
        var passed = await CallTogetherAsync(Calls, (request, call) =>
        {
            if (call % (Calls / 40) == 0) Time.Advance(TimeSpan.FromSeconds(45));
            return request.Again(App).Costing("hits").Limited("hits", Period.Minute, limit);
        });
        var windows = passed.GroupBy(each => CalendarWindow.Of(Period.Minute, each.Now).Start).ToList();
        Assert.True(windows.Count > 1);
        Assert.All(windows, window => Assert.InRange(window.Count(), 1, limit));
        Assert.Equal(passed.Count, await UsedAsync("hits", Period.Eternity));

        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(limit, (await CallTogetherAsync(Calls, (request, _) => request.Again(App).Costing("hits").Limited("hits", Period.Minute, limit))).Count);
    }

    [Fact]
    public async Task What_is_given_back_at_the_same_time_can_be_used_once_more_and_no_oftener()
    {
        var (limit, returned) = (Calls / 4, 0);
        var passed = await CallTogetherAsync(Calls, (request, _) => request.Again(App).Costing("hits", 2).Limited("hits", Period.Day, limit), async request =>
        {
            if (Interlocked.Increment(ref returned) <= Calls / 20) await ReturnAsync(request.Unspent(0, 1));
            else Interlocked.Decrement(ref returned);
        });
        Assert.Equal(Calls / 20, returned);
        Assert.Equal((passed.Count * 2) - returned, await UsedAsync("hits", Period.Day));
        Assert.InRange((passed.Count * 2) - returned, 0, limit);
    }

    /// <summary>Lets callers that start together make calls 0 … count − 1, each with an object of its own; what passed, and when.</summary>
    protected async Task<IReadOnlyCollection<(int Call, DateTimeOffset Now)>> CallTogetherAsync(
        int count, Func<ReserveRequest, int, ReserveRequest> ask, Func<ReserveRequest, Task>? afterPassing = null)
    {
        var passed = new ConcurrentBag<(int, DateTimeOffset)>();
        var next = -1;
        using var start = new Barrier(Callers);
        // Each caller starts on a thread of its own: the pool may have fewer.
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ =>
            Task.Factory.StartNew(CallerAsync, Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
        return passed;

        async Task CallerAsync()
        {
            start.SignalAndWait(Token);
            var request = new ReserveRequest();
            for (int call; (call = Interlocked.Increment(ref next)) < count;)
            {
                if (!await PassesAsync(ask(request, call))) continue;
                passed.Add((call, request.Now));
                if (afterPassing is not null) await afterPassing(request);
            }
        }
    }
}
