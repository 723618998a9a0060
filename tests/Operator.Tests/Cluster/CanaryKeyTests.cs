using System.Text;
using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.Operator.Cluster.Running;
using Headgate.TestOperator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>Keys stand in the Secrets of their Applications, and nowhere else.</summary>
public class CanaryKeyTests
{
    private const int Applications = 500;

    private static readonly ResourceKind Events = new("events.k8s.io", "v1", "events", "Event");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_keys_are_found_in_no_published_object_status_Event_log_line_or_metric()
    {
        await using var stage = await Stage.OpenAsync(Cancel, tenants: 1);
        var configuration = stage.Configure();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var tenant = stage.Tenants[0];
        await Scenario.BeginAsync(stage, Cancel);
        var keys = new List<string>();
        for (var index = 0; index < Applications; index++) await MakeAsync(index);
        await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        await Settling.UntilAsync(async () => (await StatusesAsync()).Count(HasConditions) == Applications + 2, stage, time, Cancel);

        var seen = new StringBuilder();
        foreach (var entry in await Published.ReadAsync(stage, configuration, Cancel)) seen.Append(entry.Key).Append(Published.Text(entry.Value));
        foreach (var kind in Kinds.Own.Append(Events))
            foreach (var item in await stage.ListAsync(kind, tenant, Cancel)) seen.Append(item.ToJsonString());
        foreach (var line in running.Log) seen.Append(line);
        seen.Append(running.Services.GetRequiredService<OperatorMetrics>().Write());
        var text = seen.ToString();
        Assert.Contains("CredentialInUse", text, StringComparison.Ordinal);
        Assert.Contains("WeakKey", text, StringComparison.Ordinal);
        Assert.Equal(2 * Applications, keys.Distinct().Count());
        foreach (var key in keys)
        {
            Assert.DoesNotContain(key, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(key)), text, StringComparison.Ordinal);
        }

        async Task MakeAsync(int index)
        {
            var application = Scenario.Application(tenant, $"app-{index}", "silver", $"key-{index}");
            var secret = Scenario.Secret(tenant);
            secret["metadata"]!["name"] = $"key-{index}";
            // Some are weak, some in use by others, some cannot be sent: all of that is said without saying the key.
            var first = index % 50 == 1 ? $"CANARY{index}" : $"CANARY-{index}-{Guid.NewGuid():N}";
            var second = index % 50 == 2 ? $"CANARY {index} {Guid.NewGuid():N}" : $"CANARY-{index}-{Guid.NewGuid():N}";
            secret["stringData"] = new JsonObject { ["user_key"] = first, ["user_key.next"] = second };
            if (index % 50 == 3) secret["stringData"]!["user_key.other"] = keys[0];
            keys.AddRange([first, second]);
            await stage.ApplyAsync(secret, Cancel);
            await stage.ApplyAsync(application, Cancel);
        }

        Task<IReadOnlyList<JsonObject>> StatusesAsync() => stage.ListAsync(Kinds.Applications, tenant, Cancel);

        static bool HasConditions(JsonObject item) => item["status"]?["conditions"] is JsonArray { Count: > 0 };
    }
}
