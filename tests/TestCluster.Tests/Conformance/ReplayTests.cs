using System.Text.Json.Nodes;
using Headgate.TestSupport;

namespace Headgate.TestCluster.Tests.Conformance;

/// <summary>TestCluster answers what a real API server answered. With KUBECONFIG the same requests go to the server it names.</summary>
public class ReplayTests
{
    private const int FewestMet = 165;

    [Fact]
    public async Task The_recorded_exchanges_come_out_as_recorded()
    {
        var file = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "kube-api", "cases.jsonl"));
        Assert.SkipUnless(File.Exists(file), $"{file} is not there: put the shared folder beside the checkout.");
        await using var api = await TestApi.ConnectAsync();
        using var replay = new Replay(api, TestContext.Current.CancellationToken);
        var differences = new List<string>();
        var met = 0;
        foreach (var line in await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken))
        {
            var recorded = new RecordedCase(JsonNode.Parse(line)!.AsObject());
            var difference = await replay.PlayAsync(recorded);
            if (difference is null && !CaseExclusion.All.ContainsKey(recorded.Id)) met++;
            if (difference is not null && !CaseExclusion.All.ContainsKey(recorded.Id)) differences.Add($"{recorded}: {difference}");
        }
        foreach (var (id, reason) in CaseExclusion.All) TestContext.Current.SendDiagnosticMessage($"not compared: {id}: {reason}");
        TestContext.Current.SendDiagnosticMessage($"{met} of 179 recorded exchanges came out as recorded.");
        Assert.True(differences.Count == 0, $"{met} met.\n{string.Join('\n', differences)}");
        Assert.InRange(met, FewestMet, 179);
    }
}
