using System.Globalization;

namespace Headgate.EndToEnd.Tests.InCluster;

/// <summary>
/// Deletes all that the sample has, one by one in a random order; after each deletion every gateway has to come to what is left.
/// HEADGATE_SEED repeats an order.
/// </summary>
internal sealed class Deletions(Stage stage, ITestOutputHelper output)
{
    private static readonly string[] Objects =
    [
        "product/echo-api", "mappingrule/hello", "mappingrule/goodbye", "applicationplan/hello-echo-test", "applicationplan/hello-echo-pro",
        "application/curious-echo", "application/hungry-echo", "account/curious-company", "secret/curious-echo-key",
    ];

    private readonly HashSet<string> _left = [.. Objects];

    /// <summary>Deletes everything.</summary>
    /// <param name="keys">The keys of the two Applications; the first has used up what it may say hello.</param>
    public async Task RunAsync((string Curious, string Hungry) keys)
    {
        var given = int.TryParse(Environment.GetEnvironmentVariable("HEADGATE_SEED"), CultureInfo.InvariantCulture, out var number);
        var seed = given ? number : Random.Shared.Next();
        output.WriteLine($"HEADGATE_SEED={seed}");
        var order = Objects.ToArray();
        new Random(seed).Shuffle(order);
        foreach (var target in order)
        {
            output.WriteLine($"Delete {target}");
            await stage.Kubectl.RunAsync("delete", target, "--timeout=60s");
            _left.Remove(target);
            foreach (var path in new[] { "/hello", "/goodbye" })
            {
                var curious = Expected(path, "application/curious-echo", "applicationplan/hello-echo-test", "secret/curious-echo-key");
                await stage.EachWillAnswerAsync(curious, path, keys.Curious);
                var hungry = Expected(path, "application/hungry-echo", "applicationplan/hello-echo-pro");
                await stage.EachWillAnswerAsync(hungry, path, keys.Hungry);
            }
        }
        Assert.Equal("", await stage.Kubectl.RunAsync("get", "headgate", "-o", "name"));
        // A bare API server collects nothing: its controllers do.
        if (stage.Api.Cluster is not null)
        {
            await Polling.UntilAsync(
                () => stage.Kubectl.RunAsync("get", "secrets", "-o", "name"), names => names.Length == 0, "the end of generated Secrets");
        }
        foreach (var gateway in stage.Gateways)
        {
            await Polling.UntilAsync(
                async () => (await gateway.PageAsync("/status")).Text,
                page => page.Contains("\"products\": []", StringComparison.Ordinal), "a gateway without Products");
        }
    }

    private string Expected(string path, params string[] needed)
    {
        if (!_left.Contains("product/echo-api")) return "404";
        var rules = new[] { "/hello", "/goodbye" }.Where(rule => _left.Contains($"mappingrule{rule}")).ToList();
        // Without any rule all that is read counts a hit.
        if (rules.Count > 0 && !rules.Contains(path)) return "404 no-match";
        if (needed.Append("account/curious-company").Any(target => !_left.Contains(target))) return "403 unknown-key";
        // Curious Echo has used up what it may say hello; what no rule calls a hello is none.
        return needed.Contains("application/curious-echo") && path == "/hello" && rules.Contains(path) ? "429 quota-exceeded" : "200";
    }
}
