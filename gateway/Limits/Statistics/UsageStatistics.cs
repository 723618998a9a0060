using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Headgate.Limits.Statistics;

/// <summary>
/// What Applications used, added up in memory until <see cref="UsageFlusher"/> has sent it: units per metric, and answers by class of status. Safe for
/// concurrent use; two Applications share nothing, and once an Application and its metrics are known in a minute counting allocates nothing.
/// </summary>
public sealed class UsageStatistics
{
    /// <summary>
    /// Most entries that are kept, each an (Application, minute) or an (Application, minute, metric): about 16 MB, or a thousand Applications with
    /// three metrics for 50 minutes without Redis.
    /// </summary>
    public const int MostEntries = 200_000;

    private readonly ConcurrentDictionary<string, ApplicationUsageTally> _tallies = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<ApplicationUsageTally> _waiting = new();

    /// <summary>Nothing was used yet.</summary>
    /// <param name="time">Stamps answers of calls that no store has stamped.</param>
    public UsageStatistics(TimeProvider time)
        : this(time, MostEntries)
    {
    }

    internal UsageStatistics(TimeProvider time, int mostEntries)
    {
        Time = time;
        Room = new BufferRoom(mostEntries);
    }

    internal TimeProvider Time { get; }

    internal BufferRoom Room { get; }

    /// <summary>Applications that wait to be sent.</summary>
    internal int Waiting => _waiting.Count;

    /// <summary>Applications that are remembered.</summary>
    internal int Known => _tallies.Count;

    /// <summary>
    /// Counts an accepted call at <see cref="ReserveRequest.Now"/>: its costs, and for each period whether a claim of the call has booked them. What no
    /// claim has booked is added to the counter of a limit too, where there is one, so that it knows of calls that were let pass unbooked.
    /// </summary>
    public void Count(ReserveRequest request)
    {
        while (true)
        {
            var tally = TallyOf(request.Application);
            if (Keep(tally, tally.Count(request))) return;
        }
    }

    /// <summary>Counts an answer to a call of a known Application, refused ones too.</summary>
    /// <param name="application">The Application as <c>namespace/name</c>.</param>
    /// <param name="status">HTTP status, 100 to 599; others are not counted.</param>
    /// <param name="at">When the call was counted, by the store's clock; now when left out.</param>
    public void Answered(string application, int status, DateTimeOffset? at)
    {
        if (status is < 100 or > 599) return;
        var instant = at is { } known && known != default ? known : Time.GetUtcNow();
        while (true)
        {
            var tally = TallyOf(application);
            if (Keep(tally, tally.Answered(status / 100, instant))) return;
        }
    }

    /// <summary>Looks at the next Application that waits, and takes one minute of it; false when none waits. The room it takes stays taken.</summary>
    /// <param name="busy">Applications that wait on.</param>
    /// <param name="tally">The Application.</param>
    /// <param name="minute">The minute; null for one that waits on.</param>
    internal bool TryTake(IReadOnlySet<string> busy, [NotNullWhen(true)] out ApplicationUsageTally? tally, out MinuteUsage? minute)
    {
        minute = null;
        if (!_waiting.TryDequeue(out tally)) return false;
        var more = true;
        if (!busy.Contains(tally.Application)) minute = tally.Take(out more);
        if (more) _waiting.Enqueue(tally);
        return true;
    }

    /// <summary>Forgets Applications of which nothing was counted since this was called last.</summary>
    internal void ForgetIdle()
    {
        foreach (var (name, tally) in _tallies)
        {
            if (tally.RetireIfIdle()) _tallies.TryRemove(new KeyValuePair<string, ApplicationUsageTally>(name, tally));
        }
    }

    private bool Keep(ApplicationUsageTally tally, TallyState state)
    {
        if (state == TallyState.Waits) _waiting.Enqueue(tally);
        // Who retired it removes it; whoever comes between does it for them.
        if (state == TallyState.Retired) _tallies.TryRemove(new KeyValuePair<string, ApplicationUsageTally>(tally.Application, tally));
        return state != TallyState.Retired;
    }

    private ApplicationUsageTally TallyOf(string application) =>
        _tallies.GetOrAdd(application, static (name, room) => new ApplicationUsageTally(name, room), Room);
}
