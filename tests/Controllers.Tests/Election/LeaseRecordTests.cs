using System.Text.Json.Nodes;

namespace Headgate.Controllers.Tests.Election;

/// <summary>What leadership makes of a Lease, and writes of it.</summary>
public class LeaseRecordTests
{
    private const string Old = "2020-01-01T00:00:00.000000Z";
    private const string Text = "2026-11-24T08:00:00.000000Z";

    private static readonly LeadershipSettings Settings =
        new() { Namespace = "n", Name = "lead", Identity = "me", LeaseDuration = TimeSpan.FromSeconds(14.2) };

    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.FromHours(1));

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"spec":{}}""")]
    [InlineData("""{"spec":null}""")]
    [InlineData("""{"spec":{"holderIdentity":null,"leaseDurationSeconds":null,"leaseTransitions":null}}""")]
    public void What_is_missing_counts_as_nothing(string json)
    {
        var lease = Read(json);
        Assert.Equal(("", TimeSpan.Zero, 0L), (lease.Holder, lease.Duration, lease.Transitions));
    }

    [Fact]
    public void A_new_lease_is_the_first_of_its_kind()
    {
        var spec = LeaseRecord.New(Settings, Now)["spec"]!;
        Assert.Equal(
            $$"""{"holderIdentity":"me","leaseDurationSeconds":15,"leaseTransitions":1,"acquireTime":"{{Text}}","renewTime":"{{Text}}"}""",
            spec.ToJsonString());
    }

    [Fact]
    public void A_lease_that_changes_keeps_what_is_not_of_leadership()
    {
        const string Metadata = """{"resourceVersion":"7","labels":{"a":"b"}}""";
        const string Spec = $$"""{"holderIdentity":"other","leaseTransitions":4,"acquireTime":"{{Old}}"}""";
        var lease = Read($$"""{"metadata":{{Metadata}},"spec":{{Spec}} }""");
        foreach (var item in new[] { lease.TakenBy(Settings, Now), lease.Renewed(Settings, Now), lease.Released(Settings, Now) })
            Assert.Equal(Metadata, item["metadata"]!.ToJsonString());
        Assert.Equal(5, (long)lease.TakenBy(Settings, Now)["spec"]!["leaseTransitions"]!);
        Assert.Equal(4, (long)lease.Renewed(Settings, Now)["spec"]!["leaseTransitions"]!);
        Assert.Equal(Old, (string?)lease.Renewed(Settings, Now)["spec"]!["acquireTime"]);
        Assert.Equal(1, (int)lease.Released(Settings, Now)["spec"]!["leaseDurationSeconds"]!);
        Assert.Equal("other", lease.Holder);
    }

    [Fact]
    public void Its_term_changes_with_the_spec_and_with_nothing_else()
    {
        var lease = Read("""{"metadata":{"resourceVersion":"7"},"spec":{"holderIdentity":"a"}}""");
        Assert.Equal(lease.Term, Read("""{"metadata":{"resourceVersion":"8","labels":{"a":"b"}},"spec":{"holderIdentity":"a"}}""").Term);
        Assert.NotEqual(lease.Term, Read("""{"metadata":{"resourceVersion":"7"},"spec":{"holderIdentity":"b"}}""").Term);
    }

    private static LeaseRecord Read(string json) => new(JsonNode.Parse(json)!.AsObject());
}
