using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Tests.Kubectl;

/// <summary>What a cluster admin does with our kinds, by a real kubectl.</summary>
public sealed class KubectlTests(KubectlRun kubectl) : IClassFixture<KubectlRun>
{
    [Fact]
    public async Task Everyday_commands()
    {
        await AppliedTwiceNothingMoves("apply", "-f", kubectl.Sample);
        await AppliedTwiceNothingMoves("apply", "--server-side", "--force-conflicts", "-f", kubectl.Sample);

        var dryRun = await kubectl.RunAsync(
            "apply", "--dry-run=server", "-f", Path.Combine(kubectl.Sample, "product.yaml"), "-o", "jsonpath={.metadata.uid}");
        Assert.Equal(await kubectl.RunAsync("get", "product", "echo-api", "-o", "jsonpath={.metadata.uid}"), dryRun);

        Assert.Matches(
            @"NAME\s+HOSTS\s+STAGING\s+PRODUCTION\s+TESTED\s+READY\s+AGE\s+echo-api\s+\[""echo.example.com""\]",
            await kubectl.RunAsync("get", "hgp"));
        Assert.Contains("BACKEND", await kubectl.RunAsync("get", "hgp", "-o", "wide"), StringComparison.Ordinal);
        var everything = await kubectl.RunAsync("get", "headgate");
        foreach (var name in new[] { "product.headgate.dev/echo-api", "mappingrule.headgate.dev/hello", "applicationplan.headgate.dev/hello-echo-test", "application.headgate.dev/curious-echo", "account.headgate.dev/curious-company" })
            Assert.Contains(name, everything, StringComparison.Ordinal);

        var description = await kubectl.RunAsync("describe", "product", "echo-api");
        Assert.Contains("Display Name:", description, StringComparison.Ordinal);

        kubectl.Editor = "sed -i 's/displayName: Echo API/displayName: Edited/'";
        Assert.Contains("edited", await kubectl.RunAsync("edit", "product", "echo-api"), StringComparison.Ordinal);
        Assert.Equal("Edited", await kubectl.RunAsync("get", "product", "echo-api", "-o", "jsonpath={.spec.displayName}"));
        Assert.Equal(2, (int)JsonNode.Parse(await kubectl.RunAsync("get", "product", "echo-api", "-o", "json"))!["metadata"]!["generation"]!);

        const string Ready = """{"status":{"conditions":[{"type":"Accepted","status":"True","reason":"Accepted","message":"It is valid.","observedGeneration":2,"lastTransitionTime":"2026-01-01T00:00:00Z"}]}}""";
        await kubectl.RunAsync("patch", "product", "echo-api", "--subresource=status", "--type=merge", "-p", Ready);
        Assert.Contains(
            "condition met",
            await kubectl.RunAsync("wait", "product/echo-api", "--for=condition=Accepted", "--timeout=10s"),
            StringComparison.Ordinal);

        var waiting = kubectl.RunAsync("wait", "product/echo-api", "--for=delete", "--timeout=20s");
        Assert.Contains("deleted", await kubectl.RunAsync("delete", "-f", kubectl.Sample), StringComparison.Ordinal);
        await waiting;
        Assert.Equal("", await kubectl.RunAsync("get", "headgate", "-o", "name"));
    }

    [Fact]
    public async Task A_watch_shows_what_happens()
    {
        const string name = "watched";
        var account = """{"apiVersion":"headgate.dev/v1alpha1","kind":"Account","metadata":{"name":"watched"},"spec":{"organization":"One"}}""";
        await kubectl.TryAsync(account, "apply", "-f", "-");
        // kubectl wait watches: it ends when the watch has brought what it waits for.
        var waiting = kubectl.RunAsync("wait", $"account/{name}", "--for=jsonpath={.spec.organization}=Two", "--timeout=20s");
        await kubectl.RunAsync("patch", "account", name, "--type=merge", "-p", """{"spec":{"organization":"Two"}}""");
        Assert.Contains("condition met", await waiting, StringComparison.Ordinal);
        await kubectl.RunAsync("delete", "account", name);
    }

    [Theory]
    [InlineData("product.spec.authentication", "How consumers authenticate; exactly one mode.")]
    [InlineData("product.spec.authentication.userKey", "Places that are read, in this order.")]
    [InlineData("mappingrule.spec", "pattern\t<string> -required-")]
    [InlineData("applicationplan.spec.limits", "period\t<string> -required-")]
    [InlineData("application.spec.credentials.secretRef", "labelled headgate.dev/credentials")]
    [InlineData("account.spec", "organization\t<string> -required-")]
    [InlineData("pod.spec.containers.readinessProbe", "httpGet")]
    public async Task Explain_reads_well(string field, string says) =>
        Assert.Contains(says, (await kubectl.RunAsync("explain", field)).ReplaceLineEndings("\n"), StringComparison.Ordinal);

    private async Task AppliedTwiceNothingMoves(params string[] command)
    {
        await kubectl.RunAsync(command);
        var before = await VersionsAsync();
        await kubectl.RunAsync(command);
        Assert.Equal(before, await VersionsAsync());
    }

    private Task<string> VersionsAsync() =>
        kubectl.RunAsync("get", "headgate", "-o", "jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.resourceVersion} {end}");
}
