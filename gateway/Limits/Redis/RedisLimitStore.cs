using Headgate.Configuration;
using StackExchange.Redis;

namespace Headgate.Limits.Redis;

/// <summary>
/// Counters in Redis, shared by all gateways of an environment; also in Valkey and Garnet. Every booking is one script (<see cref="Scripts"/>).
/// Windows are those of the server's clock: the script is sent with the windows that this process thinks current, and answers the instant when
/// they are not, whereupon it is sent anew.
/// </summary>
/// <remarks>Only claims are booked here. What a call costs beside them is statistics, which are added up and sent in batches.</remarks>
public sealed class RedisLimitStore : ILimitStore
{
    // How much of what is left one lease may take: the smaller the share, the more often Redis is asked near a limit.
    private const int Divisor = 8;

    // Windows change once a minute at most: the second time they are right.
    private const int Tries = 3;

    // Nobody's call waits for what is given back at the end.
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(1);

    private readonly ScriptRunner _scripts;
    private readonly CounterKeys _keys;
    private readonly TimeProvider? _givenTime;
    private readonly Func<long> _generation;

    /// <summary>Counters of one installation and environment.</summary>
    /// <param name="database">The connection of the moment; it may throw while there is none.</param>
    /// <param name="keys">Names of the counters.</param>
    /// <param name="health">Learns how the store does; while it counts as away nothing is asked.</param>
    /// <param name="time">Passes the time between two answers; never decides which window it is.</param>
    /// <param name="generation">Grows whenever the connection was lost; null where it never is.</param>
    public RedisLimitStore(Func<IDatabase> database, CounterKeys keys, StoreHealth health, TimeProvider time, Func<long>? generation = null)
        : this(new ScriptRunner(database, health, ScriptRunner.RequestPatience), keys, time, givenTime: null, generation)
    {
    }

    internal RedisLimitStore(ScriptRunner scripts, CounterKeys keys, TimeProvider time, TimeProvider? givenTime, Func<long>? generation = null)
    {
        _generation = generation ?? (static () => 0);
        _scripts = scripts;
        _keys = keys;
        _givenTime = givenTime;
        Clock = new ServerClock(time, isServers: givenTime is not null);
    }

    /// <summary>The server's clock.</summary>
    internal ServerClock Clock { get; }

    /// <summary>Takes what was booked by a question whose answer came too late, and returns what of it is to be given back; all of it unless told otherwise.</summary>
    internal Func<ReserveRequest, UnspentUnits[]> CameLate { get; set; } = static late => late.Granted();

    // Production leaves the instant to the server; tests give it.
    private RedisValue Given => _givenTime is { } time ? time.GetUtcNow().ToUnixTimeMilliseconds() : RedisValue.EmptyString;

    /// <inheritdoc/>
    public async ValueTask<ReserveOutcome> ReserveAsync(ReserveRequest request, CancellationToken cancellationToken)
    {
        if (request.Claims.IsEmpty)
        {
            request.Now = Clock.Count();
            return ReserveOutcome.Granted;
        }
        for (var attempt = 0; attempt < Tries && _keys.AreKnown; attempt++)
        {
            var (keys, arguments) = Question(request, Clock.Now);
            // Who asked may ask something else with the same request before a late answer comes.
            var (application, claims, generation) = (request.Application, request.Claims.ToArray(), _generation());
            if (await _scripts.RunAsync(Script.Reserve, keys, arguments, late => TakeLate(application, claims, late, generation)) is not { } answer)
                return ReserveOutcome.Unavailable;
            var code = (int)answer[0];
            request.Now = Clock.Told((long)answer[1], booked: code >= 0);
            if (code >= 0) return Fill(request, answer, granted: code == 1);
        }
        return ReserveOutcome.Unavailable;
    }

    /// <inheritdoc/>
    public async ValueTask ReturnAsync(string application, ReadOnlyMemory<UnspentUnits> units, CancellationToken cancellationToken)
    {
        if (!units.IsEmpty) await GiveBackAsync(application, units, _scripts.RunAsync);
    }

    /// <inheritdoc/>
    public async ValueTask<DateTimeOffset?> ReadAsync(string application, Memory<CounterReading> counters, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Tries && _keys.AreKnown; attempt++)
        {
            var now = Clock.Now;
            var keys = new RedisKey[counters.Length];
            var arguments = new List<RedisValue>(2 + (counters.Length * 3)) { Given, Clock.Booked };
            for (var index = 0; index < counters.Length; index++)
            {
                var counter = counters.Span[index];
                var window = CalendarWindow.Of(counter.Period, now);
                keys[index] = _keys.Window(application, counter.Period, window.Start);
                arguments.AddRange([counter.Metric, StartOf(counter.Period, window), EndOf(window)]);
            }
            if (await _scripts.RunAsync(Script.Read, keys, [.. arguments]) is not { } answer) return null;
            var instant = Clock.Told((long)answer[1], booked: false);
            if ((int)answer[0] < 0) continue;
            for (var index = 0; index < counters.Length; index++) counters.Span[index].Used = (long)answer[index + 2];
            return instant;
        }
        return null;
    }

    /// <summary>
    /// As <see cref="ReturnAsync"/> for a gateway that leaves: also while the store counts as away, since this is the last time, and it is waited for longer.
    /// </summary>
    internal Task ReturnLastlyAsync(string application, UnspentUnits[] units) => GiveBackAsync(application, units, _scripts.Waiting(LastPatience).SendAsync);

    private Task GiveBackAsync(string application, ReadOnlyMemory<UnspentUnits> units, Func<Script, RedisKey[], RedisValue[], Action<RedisResult[]>?, Task> run)
    {
        var keys = new RedisKey[units.Length];
        var arguments = new List<RedisValue>(units.Length * 3);
        foreach (ref readonly var unspent in units.Span)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(unspent.Units, nameof(units));
            keys[arguments.Count / 3] = _keys.Window(application, unspent.Period, unspent.WindowStart);
            arguments.AddRange([unspent.Metric, unspent.Epoch, unspent.Units]);
        }
        return run(Script.Return, keys, [.. arguments], null);
    }

    private (RedisKey[] Keys, RedisValue[] Arguments) Question(ReserveRequest request, DateTimeOffset now)
    {
        var claims = request.Claims;
        var keys = new RedisKey[claims.Length];
        var arguments = new RedisValue[3 + (claims.Length * 8)];
        (arguments[0], arguments[1], arguments[2]) = (Given, Clock.Booked, Divisor);
        for (var index = 0; index < claims.Length; index++)
        {
            ref readonly var claim = ref claims[index];
            var window = CalendarWindow.Of(claim.Period, now);
            keys[index] = _keys.Window(request.Application, claim.Period, window.Start);
            var at = 3 + (index * 8);
            (arguments[at], arguments[at + 1], arguments[at + 2]) = (claim.Metric, claim.Need, claim.Want);
            (arguments[at + 3], arguments[at + 4]) = (claim.Max, claim.Enforced ? 1 : 0);
            (arguments[at + 5], arguments[at + 6]) = (StartOf(claim.Period, window), EndOf(window));
            arguments[at + 7] = Retention.ExpiryOf(claim.Period, window);
        }
        return (keys, arguments);
    }

    /// <summary>
    /// What was booked by a question whose answer came when nobody waited for it any more is not lost: a hiccup of the server must not cost an
    /// Application an eighth of its limit. After a lost connection it is, as the server may have lost the booking.
    /// </summary>
    private void TakeLate(string application, Claim[] claims, RedisResult[] answer, long generation)
    {
        if ((int)answer[0] != 1 || generation != _generation()) return;
        var late = new ReserveRequest();
        late.Begin(application);
        foreach (var claim in claims) late.AddClaim(claim);
        late.Now = Clock.Told((long)answer[1], booked: true);
        Fill(late, answer, granted: true);
        // Also while the store counts as away: its silence may be why.
        if (CameLate(late) is { Length: > 0 } units) _ = GiveBackAsync(application, units, _scripts.SendAsync);
    }

    private static ReserveOutcome Fill(ReserveRequest request, RedisResult[] answer, bool granted)
    {
        for (var index = 0; index < request.Claims.Length; index++)
        {
            ref var claim = ref request.Claims[index];
            var at = 2 + (index * 4);
            (claim.Used, claim.Granted, claim.Epoch, claim.Settled) = ((long)answer[at], (long)answer[at + 1], (long)answer[at + 2], (long)answer[at + 3] == 1);
        }
        return granted ? ReserveOutcome.Granted : ReserveOutcome.Refused;
    }

    // Eternity has no beginning: year 1 would be before the epoch of Unix time, whatever the server's clock shows.
    private static long StartOf(Period period, in CalendarWindow window) => period == Period.Eternity ? long.MinValue >> 10 : window.Start.ToUnixTimeMilliseconds();

    private static long EndOf(in CalendarWindow window) => window.End?.ToUnixTimeMilliseconds() ?? -1;
}
