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

    /// <summary>Gives counters their values of now, each on its own: books the most and gives back what is too much. An absent one is 0.</summary>
    public void Seed(JsonElement counters)
    {
        foreach (var metric in counters.EnumerateObject().Where(metric => metric.Value.EnumerateObject().Any()))
        {
            var most = metric.Value.EnumerateObject().Max(counter => counter.Value.GetInt64());
            if (most == 0) continue;
            _request.Begin(Name);
            _request.AddCost(metric.Name, most);
            Assert.Equal(ReserveOutcome.Granted, Reserve());
            var given = metric.Value.EnumerateObject().ToDictionary(counter => PeriodOf(counter.Name), counter => counter.Value.GetInt64());
            var back = Enum.GetValues<Period>().Select(period =>
                new UnspentUnits(metric.Name, period, CalendarWindow.Of(period, _request.Now).Start, 0, most - given.GetValueOrDefault(period)));
            _store.ReturnAsync(Name, back.ToArray(), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Counts usage whatever the limits are.</summary>
    public void Report(JsonElement usage)
    {
        Price(usage, limited: false);
        Assert.Equal(ReserveOutcome.Granted, Reserve());
    }

    /// <summary>One authrep, compared with what was observed: the answer, the limits that refused, what is left and until when.</summary>
    public void AuthRep(JsonElement usage, JsonElement expected)
    {
        Price(usage, limited: true);
        var granted = Reserve() == ReserveOutcome.Granted;
        Assert.Equal(expected.GetProperty("authorized").GetBoolean(), granted);
        if (expected.Find("violated_limits") is { } violated) Assert.Equal(Limits(violated), Violated());
        // What is left in calls like this one has no meaning for a metric that the call costs nothing.
        if (!PlainUsage.HasZero(usage)) CompareLeft(expected.GetProperty("limit_headers"));
        foreach (var report in expected.GetProperty("usage_reports").EnumerateArray()) CompareReport(report);
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

    private void Price(JsonElement usage, bool limited)
    {
        var costs = PlainUsage.Price(_tree, usage);
        _request.Begin(Name);
        for (var metric = 0; metric < costs.Length; metric++)
        {
            if (costs[metric] > 0) _request.AddCost(_tree.NameOf(metric), costs[metric]);
        }
        if (!limited) return;
        foreach (var (metric, period, max) in _limits)
        {
            var cost = costs[_tree.IndexOf(metric)];
            if (cost == 0) continue;
            _request.AddClaim(new Claim { Metric = metric, Period = period, Need = cost, Want = cost, Max = max, Enforced = true });
        }
    }

    private ReserveOutcome Reserve() => _store.ReserveAsync(_request, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    // What is left is told in calls like this one, of the limit that allows the fewest; of equals, that of the longer period.
    private void CompareLeft(JsonElement expected)
    {
        var tightest = _request.Claims.ToArray().OrderBy(claim => claim.Remaining / claim.Need).ThenByDescending(claim => claim.Period).ToList();
        if (tightest.Count == 0)
        {
            Assert.Equal((-1, -1), (expected.GetProperty("remaining").GetInt64(), expected.GetProperty("reset").GetInt64()));
            return;
        }
        var claim = tightest[0];
        Assert.Equal(expected.GetProperty("remaining").GetInt64(), claim.Remaining / claim.Need);
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

    private long Used(string metric, Period period) =>
        _store.Read(Name).SingleOrDefault(reading => reading.Metric == metric && reading.Period == period).Used;

    private IEnumerable<string> Violated() => _request.Claims.ToArray().Where(claim => claim.Exceeded)
        .Select(claim => $"{claim.Metric} {claim.Period} {claim.Max}").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Limits(JsonElement limits) => limits.EnumerateArray()
        .Select(limit => $"{limit.Text("metric")} {PeriodOf(limit.Text("period"))} {limit.GetProperty("value").GetInt64()}").Order(StringComparer.Ordinal);
}
