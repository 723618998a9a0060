using Headgate.Controllers;
using Headgate.TestCluster.Http;
using Headgate.TestOperator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>An operator that was paused while another took over changes nothing any more, however late its requests arrive.</summary>
public class LeaderChangeTests
{
    private static readonly ResourceKind Leases = new("coordination.k8s.io", "v1", "leases", "Lease");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("configmaps")]
    [InlineData("secrets")]
    public async Task An_old_leader_that_wakes_never_brings_old_content_back(string resource)
    {
        await using var stage = await Stage.OpenOwnAsync(Cancel);
        var configuration = stage.Configure(leased: true);
        var (oldTime, newTime) = (new FakeTimeProvider(DateTimeOffset.UtcNow), new FakeTimeProvider(DateTimeOffset.UtcNow));
        await Scenario.BeginAsync(stage, Cancel);
        await using var old = await RunningOperator.StartAsync(stage, configuration, oldTime, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, oldTime, Cancel);

        // What it writes of the first change is on its way for a long time, and its clock stands still.
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.Api.Cluster!.Faults.Hold(request => IsWrite(request) && held.TrySetResult(), released.Task);
        await stage.ApplyAsync(Scenario.Plan(stage.Tenants[0], "silver", 20), Cancel);
        await stage.ApplyAsync(Scenario.Secret(stage.Tenants[0], "KEY-OLD-0000000000000000"), Cancel);
        await Settling.UntilAsync(() => Task.FromResult(held.Task.IsCompleted), stage, newTime, Cancel);

        await using var next = await RunningOperator.StartAsync(stage, configuration, newTime, Cancel, account: 1);
        await stage.ApplyAsync(Scenario.Plan(stage.Tenants[0], "silver", 30), Cancel);
        await stage.ApplyAsync(Scenario.Secret(stage.Tenants[0], "KEY-NEW-0000000000000000"), Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, newTime, Cancel);
        var published = await Published.ReadAsync(stage, configuration, Cancel);

        released.SetResult();
        var stopped = old.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().ApplicationStopping;
        await Settling.UntilAsync(() => Task.FromResult(stopped.IsCancellationRequested), stage, oldTime, Cancel);
        Assert.Contains(old.Log, line => line.Contains("lost the Lease", StringComparison.Ordinal));
        Assert.Equal(published, await Published.ReadAsync(stage, configuration, Cancel));

        bool IsWrite(ApiRequest request) => request.User.Name == stage.UserOf(0) && request.Type.Plural == resource && request.Verb == "update";
    }

    [Fact]
    public async Task A_Lease_that_was_deleted_and_begins_anew_goes_on_publishing()
    {
        await using var stage = await Stage.OpenAsync(Cancel, tenants: 1);
        var configuration = stage.Configure(leased: true);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await Scenario.BeginAsync(stage, Cancel);
        // Handed over twice, so that its epochs are above those of a new one.
        for (var leader = 0; leader < 3; leader++)
        {
            await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
            await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        }
        await stage.DeleteAsync(Leases, new ObjectKey(stage.Gateways, configuration.Lease!.Name), Cancel);
        await Scenario.GoOnAsync(stage, Cancel);
        await using var next = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
    }
}
