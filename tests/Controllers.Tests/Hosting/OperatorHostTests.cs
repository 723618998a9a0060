using System.Net;
using System.Text.Json.Nodes;
using Headgate.TestCluster;
using static Headgate.Controllers.Tests.Hosting.TestOperator;

namespace Headgate.Controllers.Tests.Hosting;

/// <summary>An operator from its registration to its end: what it reconciles, and when it may.</summary>
public class OperatorHostTests
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);
    private static readonly ResourceKind Leases = new("coordination.k8s.io", "v1", "leases", "Lease");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_there_and_what_is_made_changed_and_deleted_reaches_the_controller()
    {
        await using var api = await TestApi.ConnectAsync();
        var inNamespace = await api.NewNamespaceAsync(Cancel);
        await WriteAsync(api, inNamespace, "old", "1");
        await using var one = new TestOperator(api, inNamespace);
        await one.StartAsync();
        await one.UntilAsync(() => one.Controller.Calls.Contains("old=1"));
        await WriteAsync(api, inNamespace, "new", "1");
        await one.UntilAsync(() => one.Controller.Calls.Contains("new=1"));
        await WriteAsync(api, inNamespace, "new", "2");
        await one.UntilAsync(() => one.Controller.Calls.Contains("new=2"));
        await DeleteAsync(api, inNamespace, "old");
        await one.UntilAsync(() => one.Controller.Calls.Contains("old gone"));
        Assert.Equal(["old=1", "new=1", "new=2", "old gone"], one.Controller.Calls);
        Assert.True(one.Operator.Synced);
    }

    [Fact]
    public async Task What_throws_is_tried_again_and_does_not_hold_up_others()
    {
        await using var api = await TestApi.ConnectAsync();
        var inNamespace = await api.NewNamespaceAsync(Cancel);
        await using var one = new TestOperator(api, inNamespace);
        var failures = 5;
        one.Controller.Doing = (note, _) => note.Name == "bad" && Interlocked.Decrement(ref failures) >= 0
            ? throw new InvalidOperationException("Not yet.")
            : Task.FromResult<TimeSpan?>(null);
        await WriteAsync(api, inNamespace, "bad", "1");
        await one.StartAsync();
        await one.UntilAsync(() => one.Controller.Calls.Count == 1);
        // Time stands still: it is not tried again, and the only worker is free.
        await WriteAsync(api, inNamespace, "good", "1");
        await one.UntilAsync(() => one.Controller.Calls.Contains("good=1"));
        Assert.Equal(["bad=1", "good=1"], one.Controller.Calls);
        await one.UntilAsync(() => one.Controller.Calls.Count(call => call == "bad=1") == 6, Pace);
        Assert.False(one.IsStopping);
    }

    [Fact]
    public async Task What_asks_for_it_is_looked_at_again()
    {
        await using var api = await TestApi.ConnectAsync();
        var inNamespace = await api.NewNamespaceAsync(Cancel);
        await using var one = new TestOperator(api, inNamespace);
        one.Controller.Doing = (_, _) => Task.FromResult<TimeSpan?>(TimeSpan.FromMinutes(1));
        await WriteAsync(api, inNamespace, "a", "1");
        await one.StartAsync();
        await one.UntilAsync(() => one.Controller.Calls.Count == 1);
        await one.UntilAsync(() => one.Controller.Calls.Count == 3, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Nothing_is_reconciled_until_every_kind_is_synced()
    {
        await using var api = await TestApi.ConnectAsync();
        var inNamespace = await api.NewNamespaceAsync(Cancel);
        await WriteAsync(api, inNamespace, "a", "1");
        var secrets = new EntitySource<string>(new ResourceKind("", "v1", "secrets", "Secret"), _ => "");
        await using var one = new TestOperator(api, inNamespace, more: services => services.AddEntity(secrets));
        one.Wire.Answer = request => request.RequestUri!.AbsolutePath.EndsWith("/secrets", StringComparison.Ordinal)
            ? new HttpResponseMessage(HttpStatusCode.Forbidden) { Content = new StringContent("{}") }
            : null;
        await one.StartAsync();
        await one.UntilAsync(() => one.Operator.Reflectors.Count(reflector => reflector.Synced) == 1);
        await one.UntilAsync(() => one.Wire.Asked.Count(line => line.EndsWith("/secrets", StringComparison.Ordinal)) > 3, Pace);
        Assert.Empty(one.Controller.Calls);
        Assert.False(one.Operator.Synced);
        one.Wire.Answer = null;
        await one.UntilAsync(() => one.Controller.Calls.Count == 1, Pace);
        Assert.True(one.Operator.Synced);
    }

    [Fact]
    public async Task Only_the_leader_reconciles_and_who_follows_reconciles_everything()
    {
        await using var api = await TestApi.ConnectAsync();
        var inNamespace = await api.NewNamespaceAsync(Cancel);
        await WriteAsync(api, inNamespace, "a", "1");
        await using var first = new TestOperator(api, inNamespace, "first");
        await using var second = new TestOperator(api, inNamespace, "second");
        await first.StartAsync();
        await first.UntilAsync(() => first.Controller.Calls.Count == 1);
        await second.StartAsync();
        await second.UntilAsync(() => second.Operator.Synced);
        await WriteAsync(api, inNamespace, "b", "1");
        await first.UntilAsync(() => first.Controller.Calls.Count == 2);
        await second.UntilAsync(() => second.Wire.Asked.Count(IsLease) > 3, Pace);
        Assert.Empty(second.Controller.Calls);
        Assert.Equal((true, false), (first.Operator.Leadership!.IsLeader, second.Operator.Leadership!.IsLeader));

        await first.StopAsync();
        Assert.Equal(("first", 1), await LeaseAsync(api, inNamespace));
        await second.UntilAsync(() => second.Controller.Calls.Count == 2, Pace);
        Assert.Equal(["a=1", "b=1"], second.Controller.Calls.Order());
        Assert.Equal(["a=1", "b=1"], first.Controller.Calls);
        Assert.Equal(2, second.Operator.Leadership!.Epoch);
    }

    [Fact]
    public async Task A_stop_ends_what_is_being_reconciled_before_the_lease_is_given_back()
    {
        await using var api = await TestApi.ConnectAsync();
        var inNamespace = await api.NewNamespaceAsync(Cancel);
        await WriteAsync(api, inNamespace, "a", "1");
        await using var one = new TestOperator(api, inNamespace, "one");
        (string?, int) atEnd = default;
        one.Controller.Doing = async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            atEnd = await LeaseAsync(api, inNamespace);
            return null;
        };
        await one.StartAsync();
        await one.UntilAsync(() => one.Controller.Calls.Count == 1);
        await one.StopAsync();
        Assert.Equal(("one", 15), atEnd);
        Assert.Equal(("one", 1), await LeaseAsync(api, inNamespace));
    }

    [Fact]
    public async Task An_operator_that_waits_to_lead_can_be_stopped()
    {
        await using var api = await TestApi.ConnectAsync();
        var inNamespace = await api.NewNamespaceAsync(Cancel);
        var lease = new JsonObject
        {
            ["apiVersion"] = Leases.ApiVersion,
            ["kind"] = Leases.Kind,
            ["metadata"] = new JsonObject { ["name"] = "lead" },
            ["spec"] = new JsonObject { ["holderIdentity"] = "other", ["leaseDurationSeconds"] = 15 },
        };
        await api.Api.CreateAsync(Leases.PathOf(inNamespace), lease, Cancel);
        await using var one = new TestOperator(api, inNamespace, "one");
        await one.StartAsync();
        await one.UntilAsync(() => one.Operator.Synced && one.Wire.Asked.Any(IsLease));
        await one.StopAsync();
        Assert.Empty(one.Controller.Calls);
        Assert.Equal(("other", 15), await LeaseAsync(api, inNamespace));
    }

    internal static async Task<(string? Holder, int Seconds)> LeaseAsync(TestApi api, string inNamespace)
    {
        var spec = (await api.Api.GetAsync(Leases.PathOf(new ObjectKey(inNamespace, "lead")), Cancel))["spec"]!;
        return ((string?)spec["holderIdentity"], (int)spec["leaseDurationSeconds"]!);
    }

    internal static bool IsLease(string line) => line.Contains("/leases", StringComparison.Ordinal);
}
