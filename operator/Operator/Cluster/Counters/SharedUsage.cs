using Headgate.Compiler.Versions;
using Headgate.Configuration;
using Headgate.Limits;
using Headgate.Limits.Statistics;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Operator.Cluster.Statuses;

namespace Headgate.Operator.Cluster.Counters;

/// <summary>
/// Reads what Applications used from Redis for their statuses: some at a time, round and round, so that a hundred thousand cost Redis no more a second
/// than a thousand. Of an Application in production that is what counts; of one that is served in staging only, staging.
/// </summary>
internal sealed class SharedUsage(ClusterStores stores, StatusBoard board, UsageBoard usage, PoolStates pools, SharedCounters counters)
{
    // Some 1,500 counters at a time.
    private const int AtOnce = 500;

    private static readonly TimeSpan Away = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    private readonly Queue<StatusKey> _left = new();
    private DateTimeOffset _next;

    /// <summary>Reads some.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>When to go on.</returns>
    public async Task<TimeSpan> LookAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        if (_left.Count == 0) Begin(time.GetUtcNow());
        var asked = new List<Asked>();
        while (asked.Count < AtOnce && _left.TryDequeue(out var target))
        {
            if (Ask(target) is { } one) asked.Add(one);
        }
        try
        {
            foreach (var environment in asked.GroupBy(one => one.Environment, StringComparer.Ordinal))
                await ReadAsync(counters.HistoryOf(environment.Key), [.. environment], cancellationToken);
        }
        catch (Exception exception) when (SharedCounters.IsAway(exception))
        {
            // The connection tells of it. What was read last holds, and those that were to be read now are read in the next round.
            return Away;
        }
        if (_left.Count > 0) return Pause;
        var wait = _next - time.GetUtcNow();
        return wait > Pause ? wait : Pause;
    }

    private void Begin(DateTimeOffset now)
    {
        _next = now + Round;
        var all = stores.Applications.All.Select(application => new StatusKey(Kinds.Applications, application.Key)).ToList();
        usage.KeepOnly(all);
        foreach (var target in all) _left.Enqueue(target);
    }

    private Asked? Ask(StatusKey target)
    {
        if (board.Find(target) is not { } entry) return null;
        var environments = pools.Of(entry.Unit).Select(pool => pool.Configuration.Environment).ToHashSet();
        if (environments.Count == 0) return null;
        var environment = environments.Contains(GatewayEnvironment.Production) ? GatewayEnvironment.Production : GatewayEnvironment.Staging;
        return new Asked(target, SharedCounters.NameOf(environment), entry.Limits);
    }

    private async Task ReadAsync(UsageHistory history, IReadOnlyList<Asked> asked, CancellationToken cancellationToken)
    {
        var now = await history.NowAsync();
        var questions = asked.SelectMany(one => one.Limits.Select(limit => (one.Application, limit.Metric, limit.Period))
            .Prepend((one.Application, Contract.Hits, Period.Day))).ToList();
        using var answers = (await history.ReadAsync(questions, now, cancellationToken)).GetEnumerator();
        foreach (var one in asked) usage.Take(one.Target, new UsageTotal(Next().Counted, one.Limits.ToDictionary(
            limit => (limit.Metric, limit.Period), limit => Of(limit, Next(), now))));

        CounterUse Next() => answers.MoveNext() ? answers.Current : default;
    }

    // Of what is not used the end of the window says nothing, and would be news with each window.
    private static (long Used, long Most, DateTimeOffset? ResetAt) Of(Limit limit, CounterUse use, DateTimeOffset now) =>
        use.Used == 0 ? default : (use.Used, use.Used, CalendarWindow.Of(limit.Period, now).End);

    private sealed record Asked(StatusKey Target, string Environment, IReadOnlyList<Limit> Limits)
    {
        public string Application { get; } = Target.Key.ToString();
    }
}
