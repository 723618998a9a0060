using System.Diagnostics;
using System.Text.Json.Nodes;
using Headgate.Resources;
using Headgate.TestCluster.Storage;
using Headgate.TestOperator;

namespace Headgate.Stress;

/// <summary>How long it takes from a key's change to its publication, and until a gateway serves it.</summary>
internal static class ChangeLatency
{
    /// <summary>Changes one key after the other, each when the one before is served.</summary>
    public static async Task ReportAsync(Stage stage, int applications, int changes, Action<string, string> row, CancellationToken cancellationToken)
    {
        var store = stage.Api.Cluster!.Store;
        Feed secrets, statuses;
        lock (store.Lock)
        {
            secrets = store.Follow("/secrets", store.Version);
            statuses = store.Follow($"{Group.Name}/applications", store.Version);
        }
        var (published, programmed) = (new List<double>(), new List<double>());
        var random = new Random(1);
        // The first ones find nothing warm. Pods are touched at most every 2 s, so changes that follow faster wait for each other.
        const int Warm = 5;
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(3));
        for (var change = 0; change < changes + Warm; change++)
        {
            await pace.WaitForNextTickAsync(cancellationToken);
            var index = random.Next(applications);
            var began = Stopwatch.GetTimestamp();
            await stage.ApplyAsync(Filling.SecretOf(stage.Tenants[0], index, change + 1), cancellationToken);
            await UntilAsync(secrets, item => (string)item["metadata"]!["namespace"]! == stage.Gateways, cancellationToken);
            var toPublished = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            await UntilAsync(statuses, item => (string)item["metadata"]!["name"]! == $"app-{index}" && IsProgrammed(item), cancellationToken);
            if (change < Warm) continue;
            published.Add(toPublished);
            programmed.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        row($"one key changed to published, of {changes}: p50, p99", Percentiles(published));
        row("one key changed to served by a gateway, and said so in the status: p50, p99", Percentiles(programmed));
    }

    private static async Task UntilAsync(Feed feed, Func<JsonObject, bool> isIt, CancellationToken cancellationToken)
    {
        await foreach (var change in feed.Changes.Reader.ReadAllAsync(cancellationToken))
            if (change.After is { } item && isIt(item)) return;
    }

    private static bool IsProgrammed(JsonObject item) => (item["status"]?["conditions"] as JsonArray ?? []).Any(condition =>
        (string?)condition!["type"] == ConditionTypes.Programmed && (string?)condition["status"] == "True");

    private static string Percentiles(List<double> values)
    {
        values.Sort();
        return $"{values[values.Count / 2]:0} ms, {values[values.Count * 99 / 100]:0} ms";
    }
}
