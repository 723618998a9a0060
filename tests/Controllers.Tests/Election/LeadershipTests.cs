using System.Net;

namespace Headgate.Controllers.Tests.Election;

/// <summary>How one process gets, keeps, loses and gives back the lead.</summary>
public class LeadershipTests
{
    public enum Trouble
    {
        Refused,
        Busy,
        Away,
        Hung,
        Unanswered,
        Garbled,
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_leads_at_once_and_the_others_wait()
    {
        await using var contest = await Contest.BeginAsync();
        var first = await contest.JoinAsync();
        var other = await contest.JoinAsync();
        Assert.Equal(first, contest.Leader);
        await contest.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(first, contest.Leader);
        Assert.Equal((1, 0), (first.Terms, other.Terms));
        Assert.Equal(0, other.Epoch);
    }

    [Theory]
    [InlineData(Trouble.Refused)]
    [InlineData(Trouble.Busy)]
    [InlineData(Trouble.Away)]
    [InlineData(Trouble.Hung)]
    [InlineData(Trouble.Unanswered)]
    [InlineData(Trouble.Garbled)]
    public async Task One_renewal_that_fails_loses_nothing(Trouble trouble)
    {
        await using var contest = await Contest.BeginAsync();
        var leader = await contest.JoinAsync();
        await contest.JoinAsync();
        var asked = leader.Wire.Asked.Count;
        Once(leader.Wire, trouble);
        await contest.PassAsync(contest.Settings.LeaseDuration * 2);
        Assert.True(leader.Wire.Asked.Count > asked + 3);
        Assert.Equal(leader, contest.Leader);
        Assert.Equal(1, contest.Terms);
    }

    /// <summary>6 s: what a renew deadline of 10 s leaves between an attempt just before and an attempt just after.</summary>
    [Fact]
    public async Task An_api_that_is_away_for_less_than_the_deadline_and_two_retries_costs_nothing_whenever_it_begins()
    {
        await using var contest = await Contest.BeginAsync();
        var leader = await contest.JoinAsync();
        await contest.JoinAsync();
        var away = contest.Settings.RenewDeadline - (contest.Settings.RetryPeriod * 2) - Contest.Slack;
        for (var phase = TimeSpan.Zero; phase < contest.Settings.RetryPeriod; phase += TimeSpan.FromMilliseconds(300))
        {
            await contest.PassAsync(contest.Settings.RetryPeriod * 2 + phase);
            foreach (var one in contest.Awake) one.CutOff(true);
            await contest.PassAsync(away);
            foreach (var one in contest.Awake) one.CutOff(false);
        }
        await contest.PassAsync(contest.Settings.LeaseDuration);
        Assert.Equal(leader, contest.Leader);
        Assert.Equal(1, contest.Terms);
    }

    [Theory]
    [InlineData(Trouble.Away)]
    [InlineData(Trouble.Hung)]
    public async Task Who_cannot_renew_is_told_to_end_at_the_deadline_and_not_later(Trouble trouble)
    {
        await using var contest = await Contest.BeginAsync();
        var leader = await contest.JoinAsync();
        // Renewals leave each 2 s; from now on none does.
        leader.Wire.Leaving = trouble == Trouble.Away ? _ => throw new HttpRequestException("Nobody is there.") : _ => Never();
        var acted = await contest.PassUntilAsync(() => !leader.Works, contest.Settings.LeaseDuration);
        Assert.Equal(contest.Settings.RenewDeadline, acted);
        await Assert.ThrowsAsync<LeadershipLostException>(() => leader.Running);
        // An old leader does not touch the Lease any more.
        Assert.Equal(leader.Identity, (string?)(await contest.LeaseAsync())["holderIdentity"]);
    }

    [Fact]
    public async Task A_lease_is_given_back_when_the_work_has_ended_and_not_before()
    {
        await using var contest = await Contest.BeginAsync();
        var (told, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        var leader = await contest.JoinAsync(work: async cancellationToken =>
        {
            await using var registration = cancellationToken.Register(told.SetResult);
            await ended.Task;
        });
        leader.Stop();
        await told.Task.WaitAsync(Cancel);
        var asked = leader.Wire.Asked.Count;
        for (var look = 0; look < 20; look++) Assert.Equal(15, (int)(await contest.LeaseAsync())["leaseDurationSeconds"]!);
        Assert.Equal(asked, leader.Wire.Asked.Count);
        ended.SetResult();
        await leader.Running.WaitAsync(Cancel);
        Assert.Equal(1, (int)(await contest.LeaseAsync())["leaseDurationSeconds"]!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Work_that_ends_by_itself_ends_the_lead_and_gives_it_back(bool fails)
    {
        await using var contest = await Contest.BeginAsync();
        var end = new TaskCompletionSource();
        var leader = await contest.JoinAsync(work: _ => end.Task);
        var next = await contest.JoinAsync();
        if (fails) end.SetException(new InvalidOperationException("A defect."));
        else end.SetResult();
        if (fails) await Assert.ThrowsAsync<InvalidOperationException>(() => leader.Running.WaitAsync(Cancel));
        else await leader.Running.WaitAsync(Cancel);
        await contest.PassUntilAsync(() => contest.Leader == next, contest.Settings.RetryPeriod + TimeSpan.FromSeconds(1) + Contest.Slack);
    }

    [Fact]
    public async Task A_lease_that_cannot_be_given_back_runs_out()
    {
        await using var contest = await Contest.BeginAsync();
        var leader = await contest.JoinAsync();
        var next = await contest.JoinAsync();
        leader.CutOff(true);
        leader.Stop();
        await contest.SettleAsync();
        Assert.True(leader.Running.IsCompletedSuccessfully);
        await contest.PassUntilAsync(() => contest.Leader == next, contest.Settings.LeaseDuration + contest.Settings.RetryPeriod);
    }

    [Theory]
    [InlineData(Trouble.Unanswered)]
    [InlineData(Trouble.Garbled)]
    public async Task Who_took_the_lease_without_hearing_so_takes_it_again_without_waiting(Trouble trouble)
    {
        await using var contest = await Contest.BeginAsync();
        var leader = await contest.JoinAsync();
        var next = await contest.JoinAsync();
        leader.Stop();
        await contest.SettleAsync();
        Once(next.Wire, trouble);
        await contest.PassUntilAsync(() => contest.Leader == next, TimeSpan.FromSeconds(1) + (contest.Settings.RetryPeriod * 3));
    }

    [Fact]
    public async Task Who_slept_while_it_took_the_lease_does_not_begin_until_it_has_taken_it_anew()
    {
        await using var contest = await Contest.BeginAsync();
        var leader = await contest.JoinAsync();
        var next = await contest.JoinAsync();
        leader.Stop();
        await contest.SettleAsync();
        next.Wire.Arriving = request =>
        {
            if (request.Method != HttpMethod.Put) return Task.CompletedTask;
            next.PauseAtAnswer();
            return next.Wire.Arriving!(request);
        };
        await contest.PassUntilAsync(() => next.Clock.IsPaused, contest.Settings.RetryPeriod * 2);
        await contest.PassAsync(contest.Settings.RenewDeadline);
        var third = await contest.JoinAsync();
        Assert.Null(contest.Leader);
        next.Wake();
        await contest.PassUntilAsync(() => contest.Leader is not null, contest.Settings.RetryPeriod);
        Assert.Equal((next, 1), (contest.Leader, next.Terms));
        Assert.Equal(0, third.Terms);
    }

    [Fact]
    public async Task Who_waits_can_be_stopped_and_leaves_the_lease_alone()
    {
        await using var contest = await Contest.BeginAsync();
        await contest.JoinAsync();
        var other = await contest.JoinAsync();
        other.Stop();
        await other.Running.WaitAsync(Cancel);
        Assert.DoesNotContain(other.Wire.Asked, line => line.StartsWith("PUT", StringComparison.Ordinal));
        Assert.Equal(1, contest.Terms);
    }

    [Fact]
    public async Task One_that_may_not_see_leases_yet_waits_until_it_may()
    {
        await using var contest = await Contest.BeginAsync();
        var only = await contest.JoinAsync();
        only.Kill();
        var next = await contest.JoinAsync();
        next.Wire.Answer = _ => new HttpResponseMessage(HttpStatusCode.Forbidden) { Content = new StringContent("{}") };
        await contest.PassAsync(contest.Settings.LeaseDuration * 2);
        Assert.Equal((false, 0), (next.Running.IsCompleted, next.Terms));
        next.Wire.Answer = null;
        await contest.PassUntilAsync(() => contest.Leader == next, contest.Settings.RetryPeriod);
    }

    private static void Once(Wire wire, Trouble trouble)
    {
        var left = 1;
        bool IsIt(HttpRequestMessage request) => request.Method == HttpMethod.Put && Interlocked.Decrement(ref left) == 0;
        switch (trouble)
        {
            case Trouble.Refused:
                wire.Refuse(HttpMethod.Put, HttpStatusCode.InternalServerError);
                break;
            case Trouble.Busy:
                wire.Refuse(HttpMethod.Put, HttpStatusCode.TooManyRequests);
                break;
            case Trouble.Away:
                wire.Leaving = request => IsIt(request) ? throw new HttpRequestException("Nobody is there.") : Task.CompletedTask;
                break;
            case Trouble.Hung:
                wire.Leaving = request => IsIt(request) ? Never() : Task.CompletedTask;
                break;
            case Trouble.Unanswered:
                wire.Arriving = request => IsIt(request) ? throw new HttpIOException(HttpRequestError.ResponseEnded) : Task.CompletedTask;
                break;
            default:
                var page = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<html>") };
                wire.Arrived = (request, answer) => IsIt(request) ? page : answer;
                break;
        }
    }

    private static Task Never() => new TaskCompletionSource().Task;
}
