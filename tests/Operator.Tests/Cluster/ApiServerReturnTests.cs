using System.Collections.Concurrent;
using Headgate.Controllers;
using Headgate.TestOperator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>Operators with a Lease outlive an API server that is away, and go on within seconds of its return.</summary>
public class ApiServerReturnTests
{
    // Of the operators' clock: the longest pause of whatever looks for a server that is away.
    private const int Seconds = 5;

    // Requests of the test, during each of which an operator's own has the time to be answered.
    private const int Meanwhile = 100;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(3)]
    [InlineData(600)]
    public async Task What_changed_meanwhile_is_published_within_five_seconds_of_its_return_and_no_kind_is_listed_twice(int away)
    {
        await using var stage = await Stage.OpenOwnAsync(Cancel);
        var configuration = stage.Configure(leased: true);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await Scenario.BeginAsync(stage, Cancel);
        await using var first = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        await using var second = await RunningOperator.StartAsync(stage, configuration, time, Cancel, account: 1);
        while (!IsSynced(second)) await PaceAsync();

        var faults = stage.Api.Cluster!.Faults;
        faults.Offline = true;
        faults.DropWatches();
        for (var passed = 0; passed < away; passed++)
        {
            await Assert.ThrowsAnyAsync<Exception>(PaceAsync);
            time.Advance(TimeSpan.FromSeconds(1));
        }
        // A leader that could not renew for so long ended its process, and a kubelet starts it again.
        var isOver = away > 10;
        var stopped = first.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        while (isOver && !stopped.IsCancellationRequested) await Task.Yield();
        await using var third = isOver ? await RunningOperator.StartAsync(stage, configuration, time, Cancel) : null;

        var asked = new ConcurrentQueue<string>();
        faults.Requested += request =>
        {
            if (request.Verb == "list" && request.User.Name.StartsWith("system:serviceaccount:", StringComparison.Ordinal))
                asked.Enqueue($"{request.User.Name} {request.Namespace} {request.Type.Plural}");
        };
        faults.Offline = false;
        await Scenario.GoOnAsync(stage, Cancel);
        for (var passed = 0; passed < Seconds; passed++)
        {
            for (var request = 0; request < Meanwhile; request++) await PaceAsync();
            time.Advance(TimeSpan.FromSeconds(1));
        }
        // From here on the clock stands: what is still to be done waits for nothing.
        while (await Published.DifferenceAsync(stage, configuration, Cancel) is not null) await PaceAsync();
        var lists = asked.CountBy(list => list).ToList();
        Assert.DoesNotContain(lists, list => list.Value > 1);
        // Those that outlived it were told of what they missed.
        Assert.DoesNotContain(lists, list => list.Key.StartsWith(stage.UserOf(1), StringComparison.Ordinal));
        Assert.Equal(isOver, !IsLeader(first));

        Task PaceAsync() => stage.ListAsync(Headgate.Operator.Cluster.Kinds.Pods, stage.Gateways, Cancel);

        static bool IsSynced(RunningOperator running) => running.Services.GetRequiredService<OperatorHost>().Synced;

        static bool IsLeader(RunningOperator running) => running.Services.GetRequiredService<OperatorHost>().Leadership!.IsLeader;
    }
}
