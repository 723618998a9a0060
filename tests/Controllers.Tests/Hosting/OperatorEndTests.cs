using System.Text.Json.Nodes;
using Headgate.TestCluster;
using static Headgate.Controllers.Tests.Hosting.OperatorHostTests;

namespace Headgate.Controllers.Tests.Hosting;

/// <summary>What ends a whole process: a Lease that is lost, and defects. Each leaves an exit code that is not 0.</summary>
public sealed class OperatorEndTests : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);
    private static readonly ResourceKind Leases = new("coordination.k8s.io", "v1", "leases", "Lease");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Environment.ExitCode = 0;

    [Fact]
    public async Task A_lease_that_is_lost_ends_what_is_being_reconciled_and_the_process()
    {
        await using var api = await TestApi.ConnectAsync();
        var inNamespace = await api.NewNamespaceAsync(Cancel);
        await TestOperator.WriteAsync(api, inNamespace, "a", "1");
        await using var one = new TestOperator(api, inNamespace, "one");
        var ended = new TaskCompletionSource();
        one.Controller.Doing = async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ended.SetResult();
            return null;
        };
        await one.StartAsync();
        await one.UntilAsync(() => one.Controller.Calls.Count == 1);
        var patch = new JsonObject { ["spec"] = new JsonObject { ["holderIdentity"] = "other" } };
        await api.Api.MergeAsync(Leases.PathOf(new ObjectKey(inNamespace, "lead")), patch, Cancel);
        await one.UntilAsync(() => one.IsStopping, Pace);
        Assert.True(ended.Task.IsCompletedSuccessfully);
        Assert.Equal(1, Environment.ExitCode);
        await one.StopAsync();
        Assert.Equal(("other", 15), await LeaseAsync(api, inNamespace));
    }

    [Fact]
    public async Task An_api_that_stays_away_ends_the_process_at_the_deadline()
    {
        await using var api = await TestApi.ConnectAsync();
        var inNamespace = await api.NewNamespaceAsync(Cancel);
        await using var one = new TestOperator(api, inNamespace, "one");
        await one.StartAsync();
        await one.UntilAsync(() => one.Operator.Leadership!.IsLeader && one.Operator.Synced);
        one.Wire.Leaving = _ => throw new HttpRequestException("Nobody is there.");
        await one.UntilAsync(() => one.IsStopping, Pace);
        Assert.Equal(1, Environment.ExitCode);
    }

    [Fact]
    public async Task Work_that_fails_ends_the_process_and_gives_the_lease_back()
    {
        await using var api = await TestApi.ConnectAsync();
        var inNamespace = await api.NewNamespaceAsync(Cancel);
        var fail = new TaskCompletionSource();
        await using var one = new TestOperator(api, inNamespace, "one", services => services.AddWork(_ => _ => fail.Task));
        await TestOperator.WriteAsync(api, inNamespace, "a", "1");
        await one.StartAsync();
        await one.UntilAsync(() => one.Controller.Calls.Count == 1);
        fail.SetException(new InvalidOperationException("A defect."));
        await one.UntilAsync(() => one.IsStopping);
        Assert.Equal(1, Environment.ExitCode);
        Assert.Equal(("one", 1), await LeaseAsync(api, inNamespace));
    }

    [Fact]
    public async Task A_reflector_that_fails_ends_the_process_and_gives_the_lease_back()
    {
        await using var api = await TestApi.ConnectAsync();
        var inNamespace = await api.NewNamespaceAsync(Cancel);
        var source = new EntitySource<string>(
            Reflection.ConfigMaps,
            item => ObjectKey.Of(item).Name == "bad" ? throw new InvalidOperationException("A defect.") : "",
            LabelSelector: "note=true");
        await using var one = new TestOperator(api, inNamespace, "one", services => services.AddEntity(source));
        await one.StartAsync();
        await one.UntilAsync(() => one.Operator.Leadership!.IsLeader && one.Operator.Synced);
        await TestOperator.WriteAsync(api, inNamespace, "bad", "1");
        await one.UntilAsync(() => one.IsStopping);
        Assert.Equal(1, Environment.ExitCode);
        Assert.Equal(("one", 1), await LeaseAsync(api, inNamespace));
    }

    [Fact]
    public async Task A_stop_that_was_asked_for_leaves_the_exit_code_alone()
    {
        await using var api = await TestApi.ConnectAsync();
        var inNamespace = await api.NewNamespaceAsync(Cancel);
        await using var one = new TestOperator(api, inNamespace, "one");
        await one.StartAsync();
        await one.UntilAsync(() => one.Operator.Leadership!.IsLeader);
        await one.StopAsync();
        Assert.Equal(0, Environment.ExitCode);
    }
}
