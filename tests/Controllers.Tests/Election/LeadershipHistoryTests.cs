using System.Globalization;

namespace Headgate.Controllers.Tests.Election;

/// <summary>Whatever happens to leaders, there are never two, and soon there is one again. HEADGATE_SEED repeats a run.</summary>
public class LeadershipHistoryTests(ITestOutputHelper output)
{
    private const int Groups = 5;
    private const int HandOversOfGroup = 41;
    private const int Standbys = 2;

    public static TheoryData<int> Seeds() =>
        Environment.GetEnvironmentVariable("HEADGATE_SEED") is { } text
            ? [int.Parse(text, CultureInfo.InvariantCulture)]
            : [.. Enumerable.Range(1, Groups)];

    /// <summary>41 hand-overs for each seed, 205 in all; <see cref="Contest"/> watches that no two act at once.</summary>
    [Theory, MemberData(nameof(Seeds))]
    public async Task Leaders_that_stop_die_sleep_or_are_cut_off_are_followed_in_time_by_one_other(int seed)
    {
        output.WriteLine($"HEADGATE_SEED={seed}");
        var random = new Random(seed);
        await using var contest = await Contest.BeginAsync();
        while (contest.Terms <= HandOversOfGroup)
        {
            while (contest.Awake.Count < Standbys + 1) await contest.JoinAsync(TimeSpan.FromHours(random.Next(-9, 10)));
            await contest.PassUntilAsync(() => contest.Leader is not null, Most(contest));
            var leader = contest.Leader!;
            Assert.Equal(leader.Epoch, (long)(await contest.LeaseAsync())["leaseTransitions"]!);
            await contest.PassAsync(TimeSpan.FromMilliseconds(random.Next(8_000)));
            await (random.Next(7) switch
            {
                0 => KillAsync(contest, leader),
                1 => NapAsync(contest, leader, random),
                2 => OversleepAsync(contest, leader, random),
                3 => PauseAtAnswerAsync(contest, leader, random),
                4 => StopAsync(contest, leader),
                5 => CutOffAsync(contest, leader),
                _ => FlickerAsync(contest, random),
            });
        }
        Assert.Equal(contest.Terms, (long)(await contest.LeaseAsync())["leaseTransitions"]!);
    }

    private static async Task KillAsync(Contest contest, Contender leader)
    {
        leader.Kill();
        await FollowedAsync(contest, leader);
    }

    // Shorter than what a leader may act without renewing, or longer; nobody need have followed.
    private static async Task NapAsync(Contest contest, Contender leader, Random random)
    {
        leader.Pause();
        await contest.PassAsync(TimeSpan.FromMilliseconds(random.Next(17_000)));
        leader.Wake();
        await contest.SettleAsync();
    }

    private static async Task OversleepAsync(Contest contest, Contender leader, Random random)
    {
        leader.Pause();
        await FollowedAsync(contest, leader);
        await contest.PassAsync(TimeSpan.FromMilliseconds(random.Next(20_000)));
        leader.Wake();
        await LostAsync(contest, leader);
    }

    // The renewal has landed, and the leader does not know.
    private static async Task PauseAtAnswerAsync(Contest contest, Contender leader, Random random)
    {
        leader.PauseAtAnswer();
        await contest.PassUntilAsync(() => leader.Clock.IsPaused, contest.Settings.RetryPeriod + Contest.Slack);
        await FollowedAsync(contest, leader);
        await contest.PassAsync(TimeSpan.FromMilliseconds(random.Next(20_000)));
        leader.Wake();
        await LostAsync(contest, leader);
    }

    private static async Task StopAsync(Contest contest, Contender leader)
    {
        leader.Stop();
        await contest.SettleAsync();
        Assert.True(leader.Running.IsCompletedSuccessfully);
        var quick = contest.Settings.RetryPeriod + TimeSpan.FromSeconds(1) + Contest.Slack;
        await contest.PassUntilAsync(() => contest.Leader is not null, quick);
    }

    private static async Task CutOffAsync(Contest contest, Contender leader)
    {
        leader.CutOff(true);
        await FollowedAsync(contest, leader);
        await LostAsync(contest, leader);
    }

    // The API server is away 8 of 10 seconds, some times.
    private static async Task FlickerAsync(Contest contest, Random random)
    {
        for (var round = random.Next(1, 5); round > 0; round--)
        {
            foreach (var one in contest.Awake) one.CutOff(true);
            await contest.PassAsync(TimeSpan.FromSeconds(8));
            foreach (var one in contest.Awake) one.CutOff(false);
            await contest.PassAsync(TimeSpan.FromSeconds(2));
        }
    }

    private static async Task FollowedAsync(Contest contest, Contender leader) =>
        await contest.PassUntilAsync(() => contest.Leader is { } next && next != leader, Most(contest));

    private static async Task LostAsync(Contest contest, Contender leader)
    {
        await contest.SettleAsync();
        await Assert.ThrowsAsync<LeadershipLostException>(() => leader.Running);
        Assert.Equal(1, leader.Terms);
    }

    // A renewal is seen a retry later, and from then on the lease runs out.
    private static TimeSpan Most(Contest contest) => contest.Settings.LeaseDuration + contest.Settings.RetryPeriod + Contest.Slack;
}
