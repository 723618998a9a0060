using Headgate.Configuration;

namespace Headgate.TestLoad;

/// <summary>All calls of a load with their answers.</summary>
/// <param name="Applications">The Applications that were called as.</param>
/// <param name="Answers">In no order.</param>
/// <param name="BeganAt">When the load began, UTC ticks.</param>
/// <param name="EndedAt">When it ended.</param>
public sealed record History(IReadOnlyList<LoadApplication> Applications, IReadOnlyList<Answer> Answers, long BeganAt, long EndedAt)
{
    /// <summary>Calls that were accepted.</summary>
    public long Accepted => Answers.LongCount(answer => answer.IsAccepted);

    /// <summary>Calls with a status.</summary>
    public long Count(int status) => Answers.LongCount(answer => answer.Status == status);

    /// <summary>This load and another one.</summary>
    public History And(History other) => new(Applications, [.. Answers, .. other.Answers], Math.Min(BeganAt, other.BeganAt), Math.Max(EndedAt, other.EndedAt));

    /// <summary>Every limited counter that was met, with what was accepted on it.</summary>
    public IReadOnlyList<CounterUse> Counters()
    {
        var counters = new Dictionary<(int Application, Limit Limit, long Window), CounterUse>();
        foreach (var answer in Answers)
        {
            if (!answer.IsAccepted && answer.Status is not 429) continue;
            var (application, kind) = (Applications[answer.Application], CallKind.All[answer.Kind]);
            foreach (var limit in application.Group.Limits)
            {
                var cost = kind.CostOf(limit.Metric);
                if (cost == 0) continue;
                var window = answer.WindowOf(limit.Period);
                var key = (answer.Application, limit, window);
                if (!counters.TryGetValue(key, out var counter))
                    counters[key] = counter = new CounterUse(answer.Application, application, limit, new DateTimeOffset(window, TimeSpan.Zero));
                counter.Add(answer, cost);
            }
        }
        return [.. counters.Values];
    }

    /// <summary>How long callers waited, in order; only those of answers that are looked for.</summary>
    public IReadOnlyList<TimeSpan> Durations(Func<Answer, bool> which) => [.. Answers.Where(which).Select(answer => answer.Duration).Order()];
}
