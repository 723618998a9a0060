using System.Globalization;
using System.Text.Json.Nodes;

namespace Headgate.Controllers.Tests.Election;

/// <summary>What stands in the Lease, and what is made of a Lease that somebody else wrote.</summary>
public class LeaseTests
{
    // As Kubernetes writes it: a reader of another language may take nothing else.
    private const string MicroTime = @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lease_says_who_holds_it_how_long_since_when_and_how_often_it_changed_hands()
    {
        await using var contest = await Contest.BeginAsync();
        var first = await contest.JoinAsync();
        var taken = await contest.LeaseAsync();
        Assert.Equal((first.Identity, 15, 1), Read(taken));
        Assert.Matches(MicroTime, Text(taken, "acquireTime"));
        Assert.Equal(Text(taken, "acquireTime"), Text(taken, "renewTime"));

        await contest.PassAsync(contest.Settings.RetryPeriod);
        var renewed = await contest.LeaseAsync();
        Assert.Equal((first.Identity, 15, 1), Read(renewed));
        Assert.Equal(Text(taken, "acquireTime"), Text(renewed, "acquireTime"));
        Assert.Matches(MicroTime, Text(renewed, "renewTime"));
        Assert.Equal(contest.Settings.RetryPeriod, At(renewed, "renewTime") - At(taken, "renewTime"));

        var second = await contest.JoinAsync();
        first.Stop();
        await contest.SettleAsync();
        // An empty holder would be refused, so it keeps a name and runs out at once.
        Assert.Equal((first.Identity, 1, 1), Read(await contest.LeaseAsync()));
        await contest.PassUntilAsync(() => contest.Leader == second, contest.Settings.RetryPeriod * 2);
        var next = await contest.LeaseAsync();
        Assert.Equal((second.Identity, 15, 2), Read(next));
        Assert.Equal(Text(next, "acquireTime"), Text(next, "renewTime"));
        Assert.Equal(2, second.Epoch);
    }

    /// <summary>As client-go does: a clock that is wrong by years changes nothing.</summary>
    [Theory]
    [InlineData(-3650)]
    [InlineData(0)]
    [InlineData(3650)]
    public async Task A_foreign_lease_is_in_force_for_as_long_as_it_was_seen_unchanged_whatever_its_times_say(int days)
    {
        await using var contest = await Contest.BeginAsync();
        await contest.Api.Api.CreateAsync(
            Contest.Leases.PathOf(contest.Settings.Namespace), Foreign(contest, contest.Time.GetUtcNow().AddDays(days), 7, 3), Cancel);
        var waiter = await contest.JoinAsync();
        await contest.PassAsync(TimeSpan.FromSeconds(5));
        await RenewAsync(contest, contest.Time.GetUtcNow().AddDays(days));
        var waited = await contest.PassUntilAsync(() => contest.Leader == waiter, TimeSpan.FromSeconds(7) + contest.Settings.RetryPeriod);
        Assert.True(waited >= TimeSpan.FromSeconds(7), $"Taken after {waited}.");
        Assert.Equal((waiter.Identity, 15, 4), Read(await contest.LeaseAsync()));
    }

    [Fact]
    public async Task A_foreign_lease_that_is_renewed_is_never_taken()
    {
        await using var contest = await Contest.BeginAsync();
        var item = Foreign(contest, DateTimeOffset.UnixEpoch, 3, 1);
        await contest.Api.Api.CreateAsync(Contest.Leases.PathOf(contest.Settings.Namespace), item, Cancel);
        var waiter = await contest.JoinAsync();
        for (var renewal = 1; renewal <= 30; renewal++)
        {
            await contest.PassAsync(TimeSpan.FromSeconds(2.5));
            await RenewAsync(contest, DateTimeOffset.UnixEpoch.AddSeconds(renewal));
        }
        Assert.Equal(0, waiter.Terms);
    }

    [Fact]
    public async Task A_lease_without_a_holder_is_taken_at_once()
    {
        await using var contest = await Contest.BeginAsync();
        var item = Foreign(contest, contest.Time.GetUtcNow(), 15, 5);
        item["spec"]!.AsObject().Remove("holderIdentity");
        await contest.Api.Api.CreateAsync(Contest.Leases.PathOf(contest.Settings.Namespace), item, Cancel);
        var waiter = await contest.JoinAsync();
        Assert.Equal(waiter, contest.Leader);
        Assert.Equal(6, waiter.Epoch);
    }

    [Fact]
    public async Task A_label_neither_costs_the_lead_nor_puts_off_the_next_leader_and_stays()
    {
        await using var contest = await Contest.BeginAsync();
        var leader = await contest.JoinAsync();
        var next = await contest.JoinAsync();
        await LabelAsync(contest, 0);
        await contest.PassAsync(contest.Settings.RetryPeriod * 3);
        Assert.Equal((leader, 1), (contest.Leader, contest.Terms));
        leader.Kill();
        for (var second = 1; second <= 17; second++)
        {
            await LabelAsync(contest, second);
            await contest.PassAsync(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(next, contest.Leader);
        var item = await contest.Api.Api.GetAsync(Contest.Leases.PathOf(contest.LeaseKey), Cancel);
        Assert.Equal("17", (string?)item["metadata"]!["labels"]!["looked-at"]);
    }

    [Fact]
    public async Task A_lease_that_is_taken_away_by_force_ends_the_leader_at_its_next_renewal()
    {
        await using var contest = await Contest.BeginAsync();
        var leader = await contest.JoinAsync();
        var patch = new JsonObject { ["spec"] = new JsonObject { ["holderIdentity"] = "somebody", ["leaseTransitions"] = 2 } };
        await contest.Api.Api.MergeAsync(Contest.Leases.PathOf(contest.LeaseKey), patch, Cancel);
        await contest.PassAsync(contest.Settings.RetryPeriod);
        await Assert.ThrowsAsync<LeadershipLostException>(() => leader.Running.WaitAsync(Cancel));
        Assert.Equal(("somebody", 15, 2), Read(await contest.LeaseAsync()));
    }

    [Fact]
    public async Task A_lease_that_is_deleted_ends_the_leader_and_is_made_anew_by_another()
    {
        await using var contest = await Contest.BeginAsync();
        var leader = await contest.JoinAsync();
        var item = await contest.Api.Api.GetAsync(Contest.Leases.PathOf(contest.LeaseKey), Cancel);
        await contest.Api.Api.DeleteAsync(Contest.Leases.PathOf(contest.LeaseKey), (string)item["metadata"]!["uid"]!, Cancel);
        await contest.PassAsync(contest.Settings.RetryPeriod);
        await Assert.ThrowsAsync<LeadershipLostException>(() => leader.Running.WaitAsync(Cancel));
        var next = await contest.JoinAsync();
        Assert.Equal(next, contest.Leader);
    }

    private static JsonObject Foreign(Contest contest, DateTimeOffset renewed, int seconds, int transitions) => new()
    {
        ["apiVersion"] = Contest.Leases.ApiVersion,
        ["kind"] = "Lease",
        ["metadata"] = new JsonObject { ["name"] = contest.Settings.Name },
        ["spec"] = new JsonObject
        {
            ["holderIdentity"] = "foreigner",
            ["leaseDurationSeconds"] = seconds,
            ["leaseTransitions"] = transitions,
            ["acquireTime"] = Micro(renewed),
            ["renewTime"] = Micro(renewed),
        },
    };

    private static Task RenewAsync(Contest contest, DateTimeOffset renewed)
    {
        var patch = new JsonObject { ["spec"] = new JsonObject { ["renewTime"] = Micro(renewed) } };
        return contest.Api.Api.MergeAsync(Contest.Leases.PathOf(contest.LeaseKey), patch, Cancel);
    }

    private static Task LabelAsync(Contest contest, int value)
    {
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["looked-at"] = $"{value}" } } };
        return contest.Api.Api.MergeAsync(Contest.Leases.PathOf(contest.LeaseKey), patch, Cancel);
    }

    private static (string? Holder, int Seconds, int Transitions) Read(JsonNode spec) =>
        ((string?)spec["holderIdentity"], (int)spec["leaseDurationSeconds"]!, (int)spec["leaseTransitions"]!);

    private static string Micro(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static string Text(JsonNode spec, string name) => (string)spec[name]!;

    private static DateTimeOffset At(JsonNode spec, string name) => (DateTimeOffset)spec[name]!;
}
