using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Headgate.Operator.Cluster;
using Headgate.Resources;
using Headgate.TestCluster.Http;
using Headgate.TestOperator;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>Where nothing happens, nothing is written.</summary>
public class QuietHourTests
{
    private const string Address = "127.0.1.7";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_hour_without_traffic_or_change_brings_no_write_and_no_line_of_log()
    {
        await using var stage = await Stage.OpenOwnAsync(Cancel);
        await using var gateway = await MountedGateway.StartAsync(Address);
        var configuration = gateway.Configure(stage, shards: 2);
        await gateway.JoinAsync(stage, Address, 2, Cancel);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await Scenario.BeginAsync(stage, Cancel);
        await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        await Settling.UntilAsync(IsSettledAsync, stage, time, Cancel);
        await Settling.ForAsync(TimeSpan.FromMinutes(1), stage, time, Cancel);

        var writes = new ConcurrentQueue<string>();
        running.Log.Clear();
        stage.Api.Cluster!.Faults.Requested += Note;
        await Settling.ForAsync(TimeSpan.FromHours(1), stage, time, Cancel);
        stage.Api.Cluster.Faults.Requested -= Note;
        Assert.Empty(writes);
        Assert.Empty(running.Log);

        void Note(ApiRequest request)
        {
            if (request.User.Name == stage.OperatorUser && (request.Verb is "create" or "update" or "patch" or "delete"))
                writes.Enqueue($"{request.Verb} {request.Type.Plural}/{request.Name}/{request.Subresource}");
        }

        // The gateway answers in its own time: nothing is left to be said when everything is in force and its usage is known.
        async Task<bool> IsSettledAsync()
        {
            var items = new List<JsonObject>();
            foreach (var kind in Kinds.Own) items.AddRange(await stage.ListAsync(kind, stage.Tenants[0], Cancel));
            return items.TrueForAll(item => Find(item, ConditionTypes.Ready)?["status"]?.ToString() == "True")
                && items.Where(item => item["spec"]!["planRef"] is not null)
                    .All(item => item["status"]!["usage"] is not null)
                && items.Exists(item => Find(item, ConditionTypes.Programmed)!["message"]!.ToString().StartsWith("1 of 1", StringComparison.Ordinal));
        }

        static JsonNode? Find(JsonObject item, string type) =>
            (item["status"]?["conditions"]?.AsArray() ?? []).FirstOrDefault(condition => (string?)condition!["type"] == type);
    }
}
