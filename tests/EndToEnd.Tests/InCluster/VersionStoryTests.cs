using System.Text.Json.Nodes;
using Headgate.EchoApi;

namespace Headgate.EndToEnd.Tests.InCluster;

/// <summary>
/// From staging to production with kubectl and two pools of two gateways, under traffic that must not notice: versions, the test call, promotion,
/// rollback. What kubectl says is there is looked at once.
/// </summary>
public sealed class VersionStoryTests(ITestOutputHelper output)
{
    private const string Product = "product/echo-api";
    private const string StagingHost = "echo-staging.example.com";
    private const string Staging = "staging";
    private const string Production = "production";

    private static readonly HashSet<string> Told = ["VersionMade", "Promoted", "TestPassed", "VersionNotFound"];

    [Fact]
    public async Task A_Product_goes_from_staging_to_production_and_back()
    {
        await using var stage = await Stage.OpenAsync(hasStaging: true);
        try
        {
            await stage.StartOperatorAsync();
            await stage.StartGatewaysAsync();
            await stage.ApplySampleAsync();
            var key = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(await stage.Kubectl.FieldAsync("secret/hungry-echo-credentials", "{.data.user_key}")));
            await stage.Kubectl.WaitForAsync("StagingTested", Product);
            await ExpectRowAsync(stage, staging: "1", production: "1");
            await stage.EachStagingAnswersAsync("200", "/hello", key, StagingHost);
            await stage.EachAnswersAsync("404", "/hello", key, StagingHost);
            await stage.Kubectl.MergeAsync("applicationplan/hello-echo-pro", """{"spec":{"limits":[]}}""");
            await stage.Kubectl.WaitForAsync("Programmed", "applicationplan/hello-echo-pro");

            await using (var traffic = new Traffic(stage.Gateways, Stage.Host, "/hello", key))
            {
                var first = await AChangeStaysInStagingAsync(stage, key);
                await PromotionAndRollbackAsync(stage, key, first);
                await WhatActsAtOnceMakesNoVersionAsync(stage);
                await ATestHoldsPromotionAsync(stage);
                Assert.Equal([], await traffic.EndAsync());
            }
            await TheSameManifestsMakeNoVersionAsync(stage);
        }
        catch
        {
            stage.Show(output);
            throw;
        }
    }

    // Production is held by its number, and the rule that is changed is served in staging alone.
    private static async Task<string> AChangeStaysInStagingAsync(Stage stage, string key)
    {
        await stage.Kubectl.MergeAsync(Product, """{"spec":{"production":{"promotion":"Manual","version":1}}}""");
        await stage.Kubectl.MergeAsync("mappingrule/goodbye", """{"spec":{"pattern":"/farewell"}}""");
        await stage.Kubectl.WaitForAsync("Programmed", "mappingrule/goodbye");
        await stage.EachStagingAnswersAsync("200", "/farewell", key, StagingHost);
        await stage.EachStagingAnswersAsync("404 no-match", "/goodbye", key, StagingHost);
        await stage.EachAnswersAsync("200", "/goodbye", key);
        await stage.EachAnswersAsync("404 no-match", "/farewell", key);
        await VersionAsync(stage, Staging, 2);
        await stage.Kubectl.RunAsync("wait", "--for=jsonpath={.status.conditions[?(@.type==\"StagingTested\")].reason}=TestPassed", "--timeout=60s", Product);
        await stage.Kubectl.WaitForAsync("StagingTested", Product);
        await ExpectRowAsync(stage, staging: "2", production: "1");
        var history = (await stage.Kubectl.GetAsync(Product))["status"]!["versions"]!["history"]!.AsArray();
        Assert.Equal(["rule changed", "first version"], history.Select(version => (string)version!["changes"]!));
        var (exitCode, text, errors) = await OperatorProcess.RunAsync("", ["diff", Product, "--namespace", stage.Namespace, "--kubeconfig", stage.Kubeconfig]);
        Assert.True(exitCode == 1, errors);
        Assert.Contains("production, version 1 (", text, StringComparison.Ordinal);
        Assert.Contains("+ rule goodbye GET /farewell → getgoodbye +1", text, StringComparison.Ordinal);
        var message = await stage.Kubectl.FieldAsync(Product, "{.status.conditions[?(@.type==\"StagingTested\")].message}");
        Assert.Contains("GET /hello to version 2", message, StringComparison.Ordinal);
        Assert.Contains("with 200 in", message, StringComparison.Ordinal);
        Assert.Contains($"\"http://{StagingHost}/hello\"", message, StringComparison.Ordinal);
        Assert.Contains("$(kubectl get secret echo-api-staging-test ", message, StringComparison.Ordinal);
        return (string)history[1]!["digest"]!;
    }

    private static async Task PromotionAndRollbackAsync(Stage stage, string key, string first)
    {
        await PromoteAsync(stage, "2", 2);
        await stage.EachAnswersAsync("200", "/farewell", key);
        await stage.EachAnswersAsync("404 no-match", "/goodbye", key);
        await PromoteAsync(stage, $"\"{first[..8]}\"", 1);
        await stage.EachAnswersAsync("200", "/goodbye", key);
        await stage.EachAnswersAsync("404 no-match", "/farewell", key);
        // One that does not exist is refused, and nothing moves.
        await stage.Kubectl.MergeAsync(Product, """{"spec":{"production":{"version":9}}}""");
        await stage.Kubectl.RunAsync("wait", "--for=jsonpath={.status.conditions[?(@.type==\"Promoted\")].reason}=VersionNotFound", "--timeout=60s", Product);
        await stage.EachAnswersAsync("200", "/goodbye", key);
        await PromoteAsync(stage, "1", 1);
        // Events are written in the background.
        await Polling.UntilAsync(() => ReasonsAsync(stage), Told.IsSubsetOf, string.Join(", ", Told));
    }

    private static async Task<IReadOnlySet<string>> ReasonsAsync(Stage stage) => (await stage.Kubectl.GetAsync("events"))["items"]!.AsArray()
        .Where(item => (string?)item!["involvedObject"]?["name"] == "echo-api").Select(item => (string)item!["reason"]!).ToHashSet();

    private static async Task WhatActsAtOnceMakesNoVersionAsync(Stage stage)
    {
        const string added = "another-key-of-curious-echo-not-for-production";
        await stage.Kubectl.RotateAsync("curious-echo", "curious-echo-key", $$$"""{"stringData":{"user_key.next":"{{{added}}}"}}""");
        await stage.EachStagingAnswersAsync("200", "/farewell", added, StagingHost);
        await stage.EachAnswersAsync("200", "/goodbye", added);
        await stage.Kubectl.MergeAsync("applicationplan/hello-echo-test", """{"spec":{"limits":[{"metric":"hits","period":"Eternity","value":1}]}}""");
        await stage.Kubectl.WaitForAsync("Programmed", "applicationplan/hello-echo-test");
        // Each environment has counted for itself.
        await stage.EachStagingAnswersAsync("429 quota-exceeded", "/farewell", added, StagingHost);
        await stage.EachAnswersAsync("429 quota-exceeded", "/goodbye", added);
        await VersionAsync(stage, "newest", 2);
    }

    // A backend that is not up holds the version in staging; when it comes up it is promoted without anybody's doing.
    private static async Task ATestHoldsPromotionAsync(Stage stage)
    {
        await stage.Kubectl.MergeAsync(Product, """{"spec":{"production":{"promotion":"AfterTest","version":null}}}""");
        await VersionAsync(stage, Production, 2);
        var address = new UriBuilder(stage.Upstream) { Host = "127.0.2.1" }.Uri.GetLeftPart(UriPartial.Authority);
        await stage.Kubectl.MergeAsync(Product, $$$"""{"spec":{"backends":[{"name":"echo","url":"{{{address}}}"}]}}""");
        await VersionAsync(stage, Staging, 3);
        await stage.Kubectl.RunAsync("wait", "--for=jsonpath={.status.conditions[?(@.type==\"StagingTested\")].reason}=TestFailed", "--timeout=60s", Product);
        await ExpectRowAsync(stage, staging: "3", production: "2", tested: "False", ready: "False");
        await using var backend = EchoServer.Build("--urls", address);
        await backend.StartAsync(TestContext.Current.CancellationToken);
        await VersionAsync(stage, Production, 3);
        await stage.Kubectl.WaitForAsync("Ready", Product);
        await ExpectRowAsync(stage, staging: "3", production: "3");
        // As it was, before this backend goes.
        await stage.Kubectl.MergeAsync(Product, $$$"""{"spec":{"backends":[{"name":"echo","url":"{{{stage.Upstream.GetLeftPart(UriPartial.Authority)}}}"}]}}""");
        await VersionAsync(stage, Production, 4);
        await stage.Kubectl.WaitForAsync("Ready", Product);
    }

    private static async Task TheSameManifestsMakeNoVersionAsync(Stage stage)
    {
        var before = await stage.Kubectl.RunAsync("get", "controllerrevisions", "-o", "name");
        Assert.Equal(4, before.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var product = (await stage.Kubectl.GetAsync(Product)).AsObject();
        product.Remove("status");
        await stage.Kubectl.MergeAsync(Product, new JsonObject { ["spec"] = new JsonObject { ["displayName"] = "Echo again" } }.ToJsonString());
        await stage.Kubectl.WaitForAsync("Ready", Product);
        Assert.Equal(before, await stage.Kubectl.RunAsync("get", "controllerrevisions", "-o", "name"));
    }

    private static async Task PromoteAsync(Stage stage, string version, int number)
    {
        await stage.Kubectl.MergeAsync(Product, $$$$"""{"spec":{"production":{"promotion":"Manual","version":{{{{version}}}}}}}""");
        await VersionAsync(stage, Production, number);
        await stage.Kubectl.WaitForAsync("Ready", Product);
    }

    private static Task VersionAsync(Stage stage, string which, int number) =>
        stage.Kubectl.RunAsync("wait", $"--for=jsonpath={{.status.versions.{which}.number}}={number}", "--timeout=60s", Product);

    private static async Task ExpectRowAsync(Stage stage, string staging, string production, string tested = "True", string ready = "True")
    {
        var row = await Polling.UntilAsync(() => stage.Kubectl.RowAsync(Product), row => row["READY"] == ready, $"READY {ready}");
        Assert.Equal((staging, production, tested), (row["STAGING"], row["PRODUCTION"], row["TESTED"]));
    }
}
