using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Headgate.EndToEnd.Tests.InCluster;

/// <summary>
/// The story of SCENARIO.md in a cluster: real kubectl, API server, operator process and two gateway processes. What kubectl says is
/// programmed, both gateways enforce in that moment: answers are looked at once, not until they fit.
/// </summary>
public sealed class ProductStoryTests(ITestOutputHelper output)
{
    private const string OldKey = SampleCopy.Key;
    private const string NewKey = "rotated-key-of-curious-echo-not-for-production";
    private const string GuestKey = "guest-key-of-curious-echo-not-for-production0";
    private const string Curious = "application/curious-echo";
    private const string CuriousSecret = "curious-echo-key";

    [Fact]
    public async Task Everything_that_is_changed_by_kubectl_is_enforced_by_every_gateway()
    {
        await using var stage = await Stage.OpenAsync();
        try
        {
            var day = Today();
            await stage.StartOperatorAsync();
            await stage.StartGatewaysAsync();
            await stage.ApplySampleAsync();
            var hungryKey = await GeneratedKeyAsync(stage);
            await CallsAreJudgedAsync(stage, hungryKey);
            await APlanChangesAsync(stage, hungryKey);
            await StatusesTellAsync(stage, day, hungryKey);
            await AKeyIsRotatedAsync(stage);
            await AKeyExpiresAsync(stage);
            await AnApplicationIsSuspendedAsync(stage, hungryKey);
            await AnAccountIsSuspendedAsync(stage, hungryKey);
            await new Deletions(stage, output).RunAsync((NewKey, hungryKey));
        }
        catch
        {
            stage.Show(output);
            throw;
        }
    }

    private static async Task<string> GeneratedKeyAsync(Stage stage)
    {
        var entry = await stage.Kubectl.FieldAsync("secret/hungry-echo-credentials", "{.data.user_key}");
        var key = Encoding.UTF8.GetString(Convert.FromBase64String(entry));
        Assert.Equal(43, key.Length);
        return key;
    }

    private static async Task CallsAreJudgedAsync(Stage stage, string hungryKey)
    {
        await stage.EachAnswersAsync("401 credentials-missing", "/hello", null);
        await stage.EachAnswersAsync("403 unknown-key", "/hello", "wrong");
        await stage.EachAnswersAsync("404 no-match", "/other", OldKey);
        await stage.EachAnswersAsync("404", "/hello", OldKey, host: "nobody.example.com");
        for (var call = 1; call <= 5; call++) await stage.EachAnswersAsync("200", "/hello", OldKey);
        await stage.EachAnswersAsync("429 quota-exceeded", "/hello", OldKey);
        await stage.EachAnswersAsync("200", "/hello", hungryKey);
    }

    // The limits that are new find what was used before.
    private static async Task APlanChangesAsync(Stage stage, string hungryKey)
    {
        await stage.Kubectl.MergeAsync("applicationplan/hello-echo-test", Limits(("hits", "Eternity", 1000), ("gethello", "Eternity", 7)));
        await stage.Kubectl.MergeAsync("applicationplan/hello-echo-pro", Limits(("hits", "Year", 100_000)));
        await stage.Kubectl.WaitForAsync("Programmed", "applicationplan/hello-echo-test", "applicationplan/hello-echo-pro");
        for (var call = 6; call <= 7; call++) await stage.EachAnswersAsync("200", "/hello", OldKey);
        await stage.EachAnswersAsync("429 quota-exceeded", "/hello", OldKey);
        await stage.EachAnswersAsync("200", "/goodbye", OldKey);
        await stage.EachAnswersAsync("200", "/goodbye", hungryKey);
    }

    private static async Task StatusesTellAsync(Stage stage, DateOnly began, string hungryKey)
    {
        // Hits are those of the day; all that is left is told of the gateway that has least.
        var curious = await UsageAsync(Curious, "16");
        Assert.Equal(("hello-echo-test", "Live", "0", "", "True"), curious);
        var hungry = await UsageAsync("application/hungry-echo", "4");
        Assert.Equal(("hello-echo-pro", "Live", "99998", "True"), (hungry.Plan, hungry.State, hungry.Remaining, hungry.Ready));
        Assert.Contains(hungry.Reset, new[] { began, Today() }.Select(day => $"{day.Year + 1}-01-01T00:00:00Z"));

        var text = await stage.Kubectl.RunAsync("get", "headgate", "-o", "yaml");
        Assert.DoesNotContain(OldKey, text, StringComparison.Ordinal);
        Assert.DoesNotContain(hungryKey, text, StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{12}$", await stage.Kubectl.FieldAsync(Curious, "{.status.credentials.keys[0].fingerprint}"));

        Assert.Contains("2 of 2 ready gateways", await ConditionAsync(stage, "product/echo-api", "Programmed"), StringComparison.Ordinal);
        const string told = "{range .items[*]}{.type} {.reason} of {.involvedObject.kind} {.involvedObject.name}; {end}";
        await Polling.UntilAsync(
            () => stage.Kubectl.FieldAsync("events", told),
            events => events.Contains("Normal Programmed of Product echo-api;", StringComparison.Ordinal)
                && events.Contains("Warning LimitsPerGateway of Product echo-api;", StringComparison.Ordinal),
            "Events");

        async Task<(string Plan, string State, string Remaining, string Reset, string Ready)> UsageAsync(string target, string hits)
        {
            var row = await Polling.UntilAsync(
                () => stage.Kubectl.RowAsync(target), seen => seen["HITS"] == hits || Today() != began, target);
            return (row["PLAN"], row["STATE"], row["REMAINING"], row["RESET"], row["READY"]);
        }
    }

    private static async Task AKeyIsRotatedAsync(Stage stage)
    {
        var both = $$$"""{"stringData":{"user_key":"{{{NewKey}}}","user_key.old":"{{{OldKey}}}"}}""";
        await stage.Kubectl.RotateAsync("curious-echo", CuriousSecret, both);
        await stage.EachAnswersAsync("200", "/goodbye", OldKey);
        await stage.EachAnswersAsync("200", "/goodbye", NewKey);
        await stage.EachAnswersAsync("429 quota-exceeded", "/hello", NewKey);
        var keys = (await stage.Kubectl.GetAsync(Curious))["status"]!["credentials"]!["keys"]!.AsArray();
        Assert.Equal(["user_key", "user_key.old"], keys.Select(key => (string?)key!["entry"]));
        Assert.Equal(2, keys.Select(key => (string?)key!["fingerprint"]).Distinct().Count());
    }

    // The key that is old goes by the same edit that brings a guest's, which has an end.
    private static async Task AKeyExpiresAsync(Stage stage)
    {
        var guest = $$$"""
            {"metadata":{{{Expiry(TimeSpan.FromHours(1))}}},"stringData":{"user_key.guest":"{{{GuestKey}}}"},"data":{"user_key.old":null}}
            """;
        await stage.Kubectl.RotateAsync("curious-echo", CuriousSecret, guest);
        await stage.EachAnswersAsync("403 unknown-key", "/goodbye", OldKey);
        await stage.EachAnswersAsync("200", "/goodbye", NewKey);
        await stage.EachAnswersAsync("200", "/goodbye", GuestKey);
        await stage.Kubectl.MergeAsync($"secret/{CuriousSecret}", $$$"""{"metadata":{{{Expiry(TimeSpan.FromSeconds(1))}}}}""");
        await stage.EachWillAnswerAsync("403 expired-key", "/goodbye", GuestKey);
        await stage.EachAnswersAsync("200", "/goodbye", NewKey);
    }

    private static async Task AnApplicationIsSuspendedAsync(Stage stage, string hungryKey)
    {
        await stage.Kubectl.MergeAsync(Curious, """{"spec":{"state":"Suspended"}}""");
        await stage.Kubectl.WaitForAsync("Programmed", Curious);
        await stage.EachAnswersAsync("403 application-not-live", "/goodbye", NewKey);
        await stage.EachAnswersAsync("200", "/goodbye", hungryKey);
        Assert.Equal("Suspended", (await stage.Kubectl.RowAsync(Curious))["STATE"]);
        await stage.Kubectl.MergeAsync(Curious, """{"spec":{"state":"Live"}}""");
        await stage.Kubectl.WaitForAsync("Programmed", Curious);
        await stage.EachAnswersAsync("200", "/goodbye", NewKey);
    }

    private static async Task AnAccountIsSuspendedAsync(Stage stage, string hungryKey)
    {
        foreach (var (state, answer) in new[] { ("Suspended", "403 application-not-live"), ("Live", "200") })
        {
            await stage.Kubectl.MergeAsync("account/curious-company", $$$"""{"spec":{"state":"{{{state}}}"}}""");
            await stage.Kubectl.WaitForAsync("Programmed", "account/curious-company");
            await stage.EachAnswersAsync(answer, "/goodbye", NewKey);
            await stage.EachAnswersAsync(answer, "/goodbye", hungryKey);
            Assert.Equal(state, (await stage.Kubectl.RowAsync(Curious))["STATE"]);
        }
    }

    private static string Limits(params (string Metric, string Period, int Value)[] limits) => new JsonObject
    {
        ["spec"] = new JsonObject
        {
            ["limits"] = new JsonArray([.. limits.Select(limit =>
                new JsonObject { ["metric"] = limit.Metric, ["period"] = limit.Period, ["value"] = limit.Value })]),
        },
    }.ToJsonString();

    private static string Expiry(TimeSpan wait)
    {
        var end = TimeProvider.System.GetUtcNow().Add(wait).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return $$$"""{"annotations":{"headgate.dev/expires.user_key.guest":"{{{end}}}"}}""";
    }

    private static Task<string> ConditionAsync(Stage stage, string target, string type) =>
        stage.Kubectl.FieldAsync(target, $"{{.status.conditions[?(@.type==\"{type}\")].message}}");

    private static DateOnly Today() => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
}
