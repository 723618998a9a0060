using Headgate.TestCluster;

namespace Headgate.EndToEnd.Tests.InCluster;

/// <summary>While the API server is away: gateways live by what is mounted, and the operator comes back by itself.</summary>
public sealed class ApiServerAwayTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Gateways_that_start_while_the_API_server_is_away_serve_and_what_changes_after_its_return_arrives()
    {
        Assert.SkipWhen(TestApi.IsReal, "A real API server is not this test's to take away.");
        await using var stage = await Stage.OpenAsync();
        try
        {
            var running = await stage.StartOperatorAsync(hasLease: false);
            await stage.StartGatewaysAsync();
            await stage.ApplySampleAsync();
            await stage.EachAnswersAsync("200", "/hello", SampleCopy.Key);

            var faults = stage.Api.Cluster!.Faults;
            faults.Offline = true;
            faults.DropWatches();
            foreach (var gateway in stage.Gateways)
            {
                await gateway.KillAsync();
                gateway.Run();
            }
            await stage.EachWillAnswerAsync("200", "/hello", SampleCopy.Key);
            await stage.EachAnswersAsync("403 unknown-key", "/hello", "wrong");

            faults.Offline = false;
            await stage.Kubectl.MergeAsync("application/curious-echo", """{"spec":{"state":"Suspended"}}""");
            await stage.Kubectl.WaitForAsync("Programmed", "application/curious-echo");
            await stage.EachAnswersAsync("403 application-not-live", "/hello", SampleCopy.Key);
            Assert.True(running.Process.IsRunning);
        }
        catch
        {
            stage.Show(output);
            throw;
        }
    }
}
