using Headgate.Configuration;

namespace Headgate.Limits.Leases;

/// <summary>
/// What this gateway has booked of one counter and may spend without asking. Guarded by its Application's lock; timestamps are those of a
/// <see cref="TimeProvider"/>.
/// </summary>
internal sealed class Lease(string metric, Period period)
{
    private long _max;
    private bool _enforced;
    private long _windowStart;
    private long _windowEnd;
    private long _generation;
    private bool _known;
    private long _refillAt;
    private long _refusedUntil;
    private bool _settled;
    private long _spentAt;
    private long _measuredAt;
    private long _spent;
    private double _perSecond;

    public string Metric => metric;

    public Period Period => period;

    /// <summary>Units that are booked and not spent.</summary>
    public long Unspent { get; private set; }

    /// <summary>The counter as the store last told it.</summary>
    public long Used { get; private set; }

    /// <summary>Which life of the counter the units belong to.</summary>
    public long Epoch { get; private set; }

    /// <summary>Whether it should be refilled ahead of need.</summary>
    public bool IsLow => _refillAt > 0 && Unspent <= _refillAt;

    /// <summary>Forgets what belongs to a window that is over.</summary>
    public void Enter(long utcTicks)
    {
        if (utcTicks >= _windowEnd) Void();
    }

    /// <summary>Whether the limit is still the one that the units were booked under.</summary>
    public bool IsUnder(in Claim claim) => _known && _max == claim.Max && _enforced == claim.Enforced;

    /// <summary>Whether the claim can be met without asking.</summary>
    public bool Covers(in Claim claim) => IsUnder(claim) && claim.Need > 0 && Unspent >= claim.Need;

    /// <summary>Whether the store refused as much a moment ago.</summary>
    /// <param name="claim">What is asked.</param>
    /// <param name="timestamp">Now.</param>
    /// <param name="lasting">Whether a refusal that can only change by hand is to be believed for as long as the window lasts, as nobody can be asked.</param>
    public bool Refuses(in Claim claim, long timestamp, bool lasting) =>
        claim.Enforced && (timestamp < _refusedUntil || (lasting && _settled)) && IsUnder(claim) && claim.Need - Unspent > Math.Max(0, _max - Used);

    /// <summary>Spends what <see cref="Covers"/> says is there.</summary>
    public void Spend(ref Claim claim, long timestamp)
    {
        Unspent -= claim.Need;
        _spent += claim.Need;
        _spentAt = timestamp;
        Tell(ref claim);
        claim.Granted = claim.Need;
    }

    /// <summary>Takes units aside for a call that asks for the rest of what it needs.</summary>
    public long Hold(long need)
    {
        var held = Math.Min(Unspent, need);
        Unspent -= held;
        return held;
    }

    /// <summary>Puts them back.</summary>
    public void Release(long held) => Unspent += held;

    /// <summary>Binds the lease to a limit. Units that were booked under another one do not lie in it any more.</summary>
    public void Bind(in Claim claim)
    {
        if (IsUnder(claim)) return;
        Void();
        (_max, _enforced) = (claim.Max, claim.Enforced);
    }

    /// <summary>Units that would be welcome beside those needed.</summary>
    /// <param name="perCall">Units of one call; 0 when none is waiting.</param>
    /// <param name="time">Tells how fast it went.</param>
    public long Wanted(long perCall, TimeProvider time)
    {
        var timestamp = time.GetTimestamp();
        var elapsed = time.GetElapsedTime(_measuredAt, timestamp);
        if (elapsed >= LeaseTerms.Measure)
        {
            var measured = _spent / elapsed.TotalSeconds;
            _perSecond = _measuredAt == 0 || elapsed > LeaseTerms.Lasting ? measured : (_perSecond + measured) / 2;
            (_measuredAt, _spent) = (timestamp, 0);
        }
        // A call of very many units must not overflow what it asks for.
        var target = Math.Max(Math.Min(perCall, Redis.Scripts.Largest / LeaseTerms.Calls) * LeaseTerms.Calls, (long)(_perSecond * LeaseTerms.Lasting.TotalSeconds));
        return Math.Max(0, Math.Max(target, _refillAt * LeaseTerms.RefillAt) - Unspent);
    }

    /// <summary>Takes over a grant. False when the units that were held before belong to another window or life: they must not be spent with these.</summary>
    public bool Take(in Claim answered, DateTimeOffset now, long generation)
    {
        var window = CalendarWindow.Of(period, now);
        // After a lost connection the server may have lost what was booked before.
        var same = Learn(answered, window, generation == _generation);
        _generation = generation;
        // Whoever booked since may give back.
        if (_settled) (_settled, _refusedUntil) = (false, 0);
        Unspent += answered.Granted;
        var lasts = Unspent >= LeaseTerms.SmallestRefilled && answered.Granted > answered.Need;
        _refillAt = lasts ? Unspent / LeaseTerms.RefillAt : 0;
        return same;
    }

    /// <summary>Takes over a grant that came too late for its call; false when it belongs to another limit, window or life than the lease does now.</summary>
    public bool TakeLate(in Claim answered, DateTimeOffset now, long generation)
    {
        if (_max != answered.Max || _enforced != answered.Enforced) return false;
        if (_known && (generation != _generation || _windowStart != CalendarWindow.Of(period, now).Start.UtcTicks || Epoch != answered.Epoch)) return false;
        // What it tells of the counter is older than what is known.
        var used = _known ? Used : answered.Used;
        Take(answered, now, generation);
        Used = Math.Max(used, answered.Used);
        return true;
    }

    /// <summary>Takes over a refusal, and remembers it until the window ends or units may have come back.</summary>
    public bool TakeRefusal(in Claim answered, DateTimeOffset now, TimeProvider time)
    {
        var same = Learn(answered, CalendarWindow.Of(period, now), connected: true);
        _refillAt = 0;
        if (!answered.Exceeded) return same;
        _settled = answered.Settled;
        var left = new TimeSpan(Math.Max(0, _windowEnd - now.UtcTicks));
        var most = _settled ? LeaseTerms.SettledRefusal : LeaseTerms.Refusal;
        var remembered = left < most ? left : most;
        _refusedUntil = time.GetTimestamp() + (long)(remembered.TotalSeconds * time.TimestampFrequency);
        return same;
    }

    /// <summary>What a refill ahead of need asks.</summary>
    public Claim Refill() => new() { Metric = metric, Period = period, Need = 0, Want = 0, Max = _max, Enforced = _enforced };

    /// <summary>Writes into a claim how its counter stands: what others have booked is used, what lies here unspent is left.</summary>
    public void Tell(ref Claim claim)
    {
        claim.Used = _known ? Math.Max(0, Used - Unspent) : 0;
        claim.Epoch = Epoch;
        claim.Granted = 0;
    }

    /// <summary>Whether nothing was spent for as long.</summary>
    public bool IsIdle(TimeSpan time, long timestamp, TimeProvider clock) => clock.GetElapsedTime(_spentAt, timestamp) >= time;

    /// <summary>
    /// Empties the lease; tells what to give back, if anything. After a lost connection nothing is: the server may have lost the booking, and
    /// then would take it off what others have booked.
    /// </summary>
    public UnspentUnits? GiveBack(long generation)
    {
        var units = Unspent;
        if (units == 0) return null;
        Used = Math.Max(0, Used - units);
        (Unspent, _refillAt, _refusedUntil, _settled) = (0, 0, 0, false);
        return generation == _generation ? new UnspentUnits(metric, period, new DateTimeOffset(_windowStart, TimeSpan.Zero), Epoch, units) : null;
    }

    private bool Learn(in Claim answered, in CalendarWindow window, bool connected)
    {
        var same = _known && connected && _windowStart == window.Start.UtcTicks && Epoch == answered.Epoch;
        if (!same) Void();
        _known = true;
        (_windowStart, _windowEnd) = (window.Start.UtcTicks, window.End?.UtcTicks ?? long.MaxValue);
        (Used, Epoch) = (answered.Used, answered.Epoch);
        return same;
    }

    private void Void()
    {
        _known = false;
        (Unspent, Used, _refillAt, _refusedUntil, _settled) = (0, 0, 0, 0, false);
        _windowEnd = long.MaxValue;
    }
}
