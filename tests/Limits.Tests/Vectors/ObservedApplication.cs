using System.Text.Json;
using Headgate.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Limits.Tests.Vectors;

/// <summary>The one application of an observed case, priced as the gateway prices its calls, on a store of this process.</summary>
internal sealed class ObservedApplication
{
    private const string Name = "observed/app";

    private readonly FakeTimeProvider _time;
    private readonly MemoryLimitStore _store;
    private readonly MetricTree _tree;
    private readonly (string Metric, Period Period, long Max)[] _limits;
    private readonly ReserveRequest _request = new();

    public ObservedApplication(JsonElement line, DateTimeOffset start)
    {
        _time = new FakeTimeProvider(start);
        _store = new MemoryLimitStore(_time);
        _tree = PlainUsage.Tree(line);
        _limits = [.. line.GetProperty("limits").EnumerateArray()
            .Select(limit => (limit.Text("metric"), PeriodOf(limit.Text("period")), limit.GetProperty("value").GetInt64()))];
    }

    public static Period PeriodOf(string name) => Enum.Parse<Period>(name, ignoreCase: true);

    /// <summary>Goes on to a later instant.</summary>
    public void At(DateTimeOffset instant) => _time.SetUtcNow(instant);

    /// <summary>Gives counters their values of now, each on its own. An absent one is 0.</summary>
    public void Seed(JsonElement counters)
    {
        _request.Begin(Name);
        foreach (var metric in counters.EnumerateObject())
        {
            foreach (var counter in metric.Value.EnumerateObject()) Claim(metric.Name, PeriodOf(counter.Name), counter.Value.GetInt64());
        }
        Assert.Equal(ReserveOutcome.Granted, Reserve());
    }

    /// <summary>Counts usage of an instant that may be past, whatever the limits are: in the windows that still last.</summary>
    public void Report(JsonElement usage, DateTimeOffset at)
    {
        var now = _time.GetUtcNow();
        var costs = PlainUsage.Price(_tree, usage);
        _request.Begin(Name);
        foreach (var period in Enum.GetValues<Period>().Where(period => CalendarWindow.Of(period, at) == CalendarWindow.Of(period, now)))
        {
            for (var metric = 0; metric < costs.Length; metric++) Claim(_tree.NameOf(metric), period, costs[metric]);
        }
        Assert.Equal(ReserveOutcome.Granted, Reserve());
    }

    /// <summary>One authrep, compared with what was observed: the answer, the limits that refused, what is left and until when.</summary>
    public void AuthRep(JsonElement? usage, JsonElement expected)
    {
        Price(usage);
        CompareAnswer(expected, booked: true);
    }

    /// <summary>One authorize: the same question, and what was booked for it is given back. It tells what is left before the call.</summary>
    public void Authorize(JsonElement? usage, JsonElement expected)
    {
        Price(usage);
        var claims = _request.Claims.ToArray();
        _request.Begin(Name);
        foreach (var claim in claims) _request.AddClaim(claim);
        CompareAnswer(expected, booked: false);
    }

    private void CompareAnswer(JsonElement expected, bool booked)
    {
        var granted = Reserve() == ReserveOutcome.Granted;
        if (!booked) GiveBack();
        Assert.Equal(expected.GetProperty("authorized").GetBoolean(), granted);
        if (expected.Find("violated_limits") is { } violated) Assert.Equal(Limits(violated), Violated());
        CompareLeft(expected.GetProperty("limit_headers"), booked);
        foreach (var report in expected.GetProperty("usage_reports").EnumerateArray()) CompareReport(report);
    }

    private void GiveBack()
    {
        var units = _request.Claims.ToArray().Where(claim => claim.Granted > 0)
            .Select(claim => new UnspentUnits(claim.Metric, claim.Period, CalendarWindow.Of(claim.Period, _request.Now).Start, claim.Epoch, claim.Granted));
        _store.ReturnAsync(Name, units.ToArray(), CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Compares the counters of now, in the periods that are shown; one that is absent is 0.</summary>
    public void CompareCounters(JsonElement shown, JsonElement expected)
    {
        for (var metric = 0; metric < _tree.Count; metric++)
        {
            var name = _tree.NameOf(metric);
            foreach (var period in shown.EnumerateArray().Select(period => period.GetString()!))
            {
                var value = expected.Find(name)?.Find(period)?.GetInt64() ?? 0;
                Assert.Equal($"{name} {period} {value}", $"{name} {period} {Used(name, PeriodOf(period))}");
            }
        }
    }

    // A call without usage costs nothing and looks at every limit; an increment of 0 looks at the limits of its metric and of the ancestors.
    private void Price(JsonElement? usage)
    {
        var costs = usage is { } given ? PlainUsage.Price(_tree, given) : new long[_tree.Count];
        var named = usage is { } some ? PlainUsage.Named(_tree, some) : [.. Enumerable.Repeat(true, _tree.Count)];
        _request.Begin(Name);
        for (var metric = 0; metric < costs.Length; metric++)
        {
            if (costs[metric] > 0) _request.AddCost(_tree.NameOf(metric), costs[metric]);
        }
        foreach (var (metric, period, max) in _limits)
        {
            if (named[_tree.IndexOf(metric)]) Claim(metric, period, costs[_tree.IndexOf(metric)], max);
        }
    }

    // Without a limit it counts in one counter and never refuses.
    private void Claim(string metric, Period period, long units, long? max = null) => _request.AddClaim(new Claim
    {
        Metric = metric,
        Period = period,
        Need = units,
        Want = units,
        Max = max ?? 0,
        Enforced = max is not null,
    });

    private ReserveOutcome Reserve() => _store.ReserveAsync(_request, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    // What is left is told in calls like this one, of the limit that allows the fewest; of equals, that of the longer period. It has no
    // meaning for a limit that the call costs nothing, and the peer system then names any of its limits or none.
    private void CompareLeft(JsonElement expected, bool booked)
    {
        var claims = _request.Claims.ToArray();
        if (claims.Any(claim => claim.Need == 0)) return;
        var tightest = claims.Select(claim => (Claim: claim, Calls: (claim.Remaining + (booked ? 0 : claim.Granted)) / claim.Need))
            .OrderBy(left => left.Calls).ThenByDescending(left => left.Claim.Period).ToList();
        if (tightest.Count == 0)
        {
            Assert.Equal((-1, -1), (expected.GetProperty("remaining").GetInt64(), expected.GetProperty("reset").GetInt64()));
            return;
        }
        var (claim, calls) = tightest[0];
        Assert.Equal(expected.GetProperty("remaining").GetInt64(), calls);
        Assert.Equal(expected.GetProperty("reset").GetInt64(), CalendarWindow.Of(claim.Period, _request.Now).SecondsUntilEnd(_request.Now) ?? -1);
        if (expected.Find("max_value_ambiguous") is null) Assert.Equal(expected.GetProperty("max_value").GetInt64(), claim.Max);
    }

    private void CompareReport(JsonElement report)
    {
        var period = PeriodOf(report.Text("period"));
        var window = CalendarWindow.Of(period, _request.Now);
        Assert.Equal(report.GetProperty("current_value").GetInt64(), Used(report.Text("metric"), period));
        if (report.Find("period_start") is { } start) Assert.Equal(start.GetDateTimeOffset(), window.Start);
        if (report.Find("period_end") is { } end) Assert.Equal(end.GetDateTimeOffset(), window.End);
        Assert.Equal(period == Period.Eternity, window.End is null);
    }

    private long Used(string metric, Period period)
    {
        CounterReading[] read = [new(metric, period)];
        _store.ReadAsync(Name, read, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return read[0].Used;
    }

    private IEnumerable<string> Violated() => _request.Claims.ToArray().Where(claim => claim.Exceeded)
        .Select(claim => $"{claim.Metric} {claim.Period} {claim.Max}").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Limits(JsonElement limits) => limits.EnumerateArray()
        .Select(limit => $"{limit.Text("metric")} {PeriodOf(limit.Text("period"))} {limit.GetProperty("value").GetInt64()}").Order(StringComparer.Ordinal);
}
