using System.Globalization;
using Headgate.TestSupport.Redis;

namespace Headgate.Stress.Counters.Adjusting;

/// <summary>
/// Counters that are reset and credited, and limits that go down and up, while gateways spend leases: whether anything passes that was not given, whether the new
/// limit binds as soon as it is loaded, and whether a counter falls below 0.
/// </summary>
internal static class Adjust
{
    private const long First = 2_000;
    private const long Credit = 300;

    // The counter is at this part of the way between two limits when it is changed: leases are out.
    private const double Midway = 0.4;

    private static readonly TimeSpan Lowered = TimeSpan.FromMilliseconds(300);

    /// <summary>Prints a table.</summary>
    /// <param name="gateways">Numbers of gateways, one run for each.</param>
    /// <param name="rounds">How often each change is made in a run.</param>
    /// <returns>Whether nothing was wrong.</returns>
    public static async Task<bool> ReportAsync(IReadOnlyList<int> gateways, int rounds)
    {
        Console.WriteLine("| gateways | change | limit | counter before → after | accepted in all | given in all | leases that lapsed, in all | passed under the lower limit |");
        Console.WriteLine("|---:|---|---:|---:|---:|---:|---:|---:|");
        var right = true;
        foreach (var count in gateways) right &= await new Run(count).FollowAsync(rounds);
        return right;
    }

    private sealed class Run(int gateways)
    {
        private readonly List<(long From, long To, string Row)> _lowered = [];
        private AdjustStage _stage = null!;
        private long _limit = First;
        private long _given;
        private bool _right = true;

        public async Task<bool> FollowAsync(int rounds)
        {
            await using var stage = _stage = await AdjustStage.StartAsync(gateways, First);
            await _stage.UntilUsedAsync(_limit);
            await PrintAsync("none", "");
            for (var round = 0; round < rounds; round++)
            {
                await WhenUsedUpAsync("credit, used up", Credit);
                await WhenUsedUpAsync("reset, used up", null);
                await MidwayAsync("credit, under way", Credit);
                await MidwayAsync("reset, under way", null);
                await MidwayAsync("credit of more than was used", 1_000_000_000);
                await LowerAsync();
            }
            var history = await _stage.StopAsync();
            foreach (var (from, to, row) in _lowered)
            {
                var passed = history.Answers.Count(answer => answer.IsAccepted && answer.SentAt > from && answer.ReceivedAt < to);
                _right &= passed == 0;
                Console.WriteLine(row + string.Create(CultureInfo.InvariantCulture, $" {passed} in {new TimeSpan(to - from).TotalMilliseconds:0} ms |"));
            }
            var stored = await _stage.StoredAsync();
            _right &= stored.Counted == _stage.Accepted && stored.Used <= _limit && _stage.Least >= 0;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{gateways} gateways: {history.Answers.Count:N0} calls, {history.Count(200):N0} accepted, 429 {history.Count(429):N0}, 503 {history.Count(503):N0}, others {history.Answers.Count - history.Count(200) - history.Count(429) - history.Count(503)}; units accepted {_stage.Accepted:N0}, in the statistics {stored.Counted:N0}; the counter stands at {stored.Used} of {_limit} and was never seen below {_stage.Least}; {(_right ? "right" : "WRONG")}"));
            return _right;
        }

        private async Task WhenUsedUpAsync(string change, long? units)
        {
            var (before, after) = await TakeOffAsync(units);
            await _stage.UntilUsedAsync(_limit);
            await PrintAsync(change, Text(before, after));
        }

        private async Task MidwayAsync(string change, long? units)
        {
            var midway = await RaiseAsync();
            await _stage.UntilUsedAsync(midway);
            var (before, after) = await TakeOffAsync(units);
            await _stage.UntilUsedAsync(_limit);
            await PrintAsync(change, Text(before, after));
        }

        /// <summary>Below what was used, and above it again.</summary>
        private async Task LowerAsync()
        {
            await _stage.UntilUsedAsync(await RaiseAsync());
            var higher = _limit;
            await _stage.LimitAsync(First);
            var from = _stage.Now;
            await Task.Delay(Lowered, CancellationToken.None);
            var to = _stage.Now;
            await _stage.LimitAsync(higher);
            await _stage.UntilUsedAsync(_limit);
            _lowered.Add((from, to, Row("limit down and up, under way", $"{First}, {higher}", await SettledAsync())));
        }

        private async Task<long> RaiseAsync()
        {
            var midway = _limit + (long)(First * Midway);
            await _stage.LimitAsync(_limit += First);
            return midway;
        }

        private async Task<(long Before, long After)> TakeOffAsync(long? units)
        {
            var (before, after) = await _stage.TakeOffAsync(units);
            _right &= after == Math.Max(0, before - (units ?? before));
            _given += before - after;
            return (before, after);
        }

        private async Task PrintAsync(string change, string counter) => Console.WriteLine(Row(change, counter, await SettledAsync()) + " |");

        /// <summary>Accepted units once everything that is booked has been spent, given back or has lapsed: a lease is given back after a second.</summary>
        private async Task<long> SettledAsync()
        {
            var (accepted, since) = (_stage.Accepted, _stage.Now);
            await Patience.UntilAsync(
                () =>
                {
                    if (accepted != _stage.Accepted) (accepted, since) = (_stage.Accepted, _stage.Now);
                    return _stage.Now - since > TimeSpan.TicksPerSecond * 3 / 2;
                },
                "a limit that is used up");
            await _stage.UntilUsedAsync(_limit);
            return accepted;
        }

        private string Row(string change, string counter, long accepted)
        {
            // What was booked and not spent when the counter changed belongs to its old life.
            var lapsed = _limit + _given - accepted;
            _right &= lapsed >= 0;
            return string.Create(CultureInfo.InvariantCulture, $"| {gateways} | {change} | {_limit} | {counter} | {accepted} | {_limit + _given} | {lapsed} |");
        }

        private static string Text(long before, long after) => string.Create(CultureInfo.InvariantCulture, $"{before} → {after}");
    }
}
