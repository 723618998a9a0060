using System.Collections.Concurrent;
using System.Diagnostics;
using Headgate.Configuration;
using Headgate.Operator.Cluster;
using Headgate.TestCluster.Http;
using Headgate.TestOperator;

namespace Headgate.Stress;

/// <summary>What an operator needs for a number of Applications, and how long a change takes.</summary>
internal static class Size
{
    private const string Address = "127.0.1.8";
    private const int Shards = 64;
    private const int StatusesOfProduct = 3;

    /// <summary>Prints a table.</summary>
    public static async Task ReportAsync(int products, int applications, int changes)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromHours(1));
        await using var stage = await Stage.OpenOwnAsync(stop.Token);
        stage.Api.Cluster!.Store.HistoryLength = 1_000_000;
        await using var gateway = await MountedGateway.StartAsync(Address);
        var configuration = gateway.Configure(stage, Shards);
        var writes = new ConcurrentDictionary<string, int>();
        await Filling.FillAsync(stage, products, applications, stop.Token);
        stage.Api.Cluster.Faults.Requested += Note;

        var watch = Stopwatch.StartNew();
        await using var running = await OperatorProcess.StartAsync(stage, configuration, stop.Token);
        await UntilAsync(async () => await CountAsync(stage, configuration, stop.Token) == products * applications);
        Row("from start to everything published", $"{watch.Elapsed.TotalSeconds:0.0} s");
        Row("writes of ConfigMaps and Secrets until then", $"{Count(plural => plural is "configmaps" or "secrets"):N0}");
        Row("bytes published", $"{(await Published.ReadAsync(stage, configuration, stop.Token)).Values.Sum(value => value.Length * 3L / 4):N0}");
        await UntilAsync(() => Task.FromResult(Count(IsStatus) >= products * (applications + StatusesOfProduct)));
        Row("from start to every status written", $"{watch.Elapsed.TotalSeconds:0.0} s");
        Row("writes of statuses", $"{Count(IsStatus):N0}");

        watch.Restart();
        await gateway.JoinAsync(stage, Address, Shards, stop.Token);
        await UntilAsync(() => Task.FromResult(Count(IsStatus) >= 2 * products * (applications + StatusesOfProduct)));
        Row("from a gateway that joins to every status saying that it serves", $"{watch.Elapsed.TotalSeconds:0.0} s");
        await ChangeLatency.ReportAsync(stage, products * applications, changes, Row, stop.Token);
        Row("memory of the operator: now, and most", $"{running.Megabytes("VmRSS")} MB, {running.Megabytes("VmHWM")} MB");

        void Note(ApiRequest request)
        {
            if (request.Verb is not ("create" or "update" or "patch") || request.FieldManager == "test") return;
            var name = request.Subresource is null ? request.Type.Plural : $"{request.Type.Plural}/{request.Subresource}";
            writes.AddOrUpdate(name, 1, (_, count) => count + 1);
        }

        int Count(Func<string, bool> of) => writes.Where(write => of(write.Key)).Sum(write => write.Value);

        async Task UntilAsync(Func<Task<bool>> holds)
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            while (!await holds()) await timer.WaitForNextTickAsync(stop.Token);
        }
    }

    private static bool IsStatus(string name) => name.EndsWith("/status", StringComparison.Ordinal);

    private static void Row(string what, string figure) => Console.WriteLine($"| {what} | {figure} |");

    private static async Task<int> CountAsync(Stage stage, OperatorConfiguration configuration, CancellationToken cancellationToken) =>
        (await Published.ReadAsync(stage, configuration, cancellationToken))
            .Where(entry => EntryNames.Read(entry.Key.Split(' ')[2]).Kind == EntryKind.Applications)
            .Sum(entry => EntryContent.Parse(
                EntryContent.Unpack(Convert.FromBase64String(entry.Value)), ConfigurationJson.Default.ApplicationSet).Applications.Count);
}
