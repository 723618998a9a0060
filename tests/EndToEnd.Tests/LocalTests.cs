using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Headgate.EndToEnd.Tests;

/// <summary>The story of SCENARIO.md on one machine, through real processes and sockets.</summary>
public partial class LocalTests
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    [Fact]
    public async Task A_person_sees_the_five_outcomes_and_changes_them_while_it_runs()
    {
        using var sample = new SampleCopy();
        await using var local = OperatorProcess.Start("local", sample.Root, "--port", "0", "--admin-port", "0");
        var url = Address().Match(await local.WaitForAsync("Headgate serves")).Value;
        var hungryKey = Key().Match(await local.WaitForAsync("client    echo/hungry-echo")).Groups[1].Value;
        await local.WaitForAsync("Ctrl-C");

        // Without, with a wrong and with a good key; a path that no rule maps; a host that nobody has.
        var missing = await GetAsync(url, "/hello", null);
        Assert.Equal(HttpStatusCode.Unauthorized, missing.Status);
        Assert.Contains("realm=\"echo/echo-api\"", missing.Header("WWW-Authenticate"), StringComparison.Ordinal);
        Assert.Equal("https://headgate.dev/problems/credentials-missing", (string?)missing.Json["type"]);
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(url, "/hello", "wrong")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(url, "/other", SampleCopy.Key)).Status);
        Assert.Equal((HttpStatusCode.NotFound, ""), await GetAsync(url, "/hello", SampleCopy.Key, "nobody.example.com") is var unknown ? (unknown.Status, unknown.Body) : default);

        var good = await GetAsync(url, "/hello?q=1", SampleCopy.Key);
        Assert.Equal(HttpStatusCode.OK, good.Status);
        Assert.Equal(("/hello", "?q=1"), ((string?)good.Json["path"], (string?)good.Json["query"]));
        Assert.DoesNotContain(SampleCopy.Key, good.Body, StringComparison.Ordinal);
        Assert.Equal("\"gethello-eternity\";q=5, \"hits-eternity\";q=10", good.Header("RateLimit-Policy"));
        Assert.Equal("\"gethello-eternity\";r=4, \"hits-eternity\";r=9", good.Header("RateLimit"));

        // The method's limit of 5, then the parent's of 10 over both methods.
        for (var call = 2; call <= 5; call++) Assert.Equal(HttpStatusCode.OK, (await GetAsync(url, "/hello", SampleCopy.Key)).Status);
        var limited = await GetAsync(url, "/hello", SampleCopy.Key);
        Assert.Equal(HttpStatusCode.TooManyRequests, limited.Status);
        Assert.Null(limited.Header("Retry-After"));
        Assert.Equal("gethello-eternity", (string?)limited.Json["violated-policies"]![0]);
        for (var call = 6; call <= 10; call++) Assert.Equal(HttpStatusCode.OK, (await GetAsync(url, "/goodbye", SampleCopy.Key)).Status);
        Assert.Equal("hits-eternity", (string?)(await GetAsync(url, "/goodbye", SampleCopy.Key)).Json["violated-policies"]![0]);

        // Another client has its own counters and its own, generated key.
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(url, "/hello", hungryKey)).Status);

        // A larger limit is in force at once, and what was used stays used.
        sample.Edit("plans.yaml", "value: 10\n", "value: 12\n");
        await local.WaitForAsync("~ ApplicationPlan/hello-echo-test: spec.limits[0].value 10 → 12");
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(url, "/goodbye", SampleCopy.Key)).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(url, "/goodbye", SampleCopy.Key)).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await GetAsync(url, "/goodbye", SampleCopy.Key)).Status);

        // Another plan, at once; then a new key.
        sample.Edit("applications.yaml", "name: hello-echo-test", "name: hello-echo-pro");
        await local.WaitForAsync("~ Application/curious-echo: spec.planRef.name");
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(url, "/hello", SampleCopy.Key)).Status);
        sample.Edit("applications.yaml", "user_key: " + SampleCopy.Key, "user_key: another-sample-key-of-curious-echo");
        await local.WaitForAsync("~ Secret/curious-echo-key: changed");
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(url, "/hello", SampleCopy.Key)).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(url, "/hello", "another-sample-key-of-curious-echo")).Status);

        // A broken file changes nothing and says where it is broken.
        sample.Edit("rules.yaml", "pattern: /hello", "patern: /hello");
        Assert.Contains("rules.yaml:", await local.WaitForAsync("spec.patern"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(url, "/hello", "another-sample-key-of-curious-echo")).Status);
        sample.Edit("rules.yaml", "patern: /hello", "pattern: /hi");
        await local.WaitForAsync("~ MappingRule/hello: spec.pattern \"/hello\" → \"/hi\"");
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(url, "/hello", hungryKey)).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(url, "/hi", hungryKey)).Status);

        // A mistake that is only one rule's refuses what the rule governs and nothing else.
        sample.Edit("rules.yaml", "metric: gethello", "metric: gethullo");
        await local.WaitForAsync("There is no metric or method gethullo");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await GetAsync(url, "/hi", hungryKey)).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(url, "/goodbye", hungryKey)).Status);

        // Suspending the Account suspends its Applications.
        sample.Edit("accounts.yaml", "organization: Curious Company", "organization: Curious Company\n  state: Suspended");
        await local.WaitForAsync("~ Account/curious-company: spec.state");
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(url, "/goodbye", hungryKey)).Status);

        Assert.Equal(0, await local.InterruptAsync());
    }

    [Fact]
    public async Task The_published_objects_are_written_as_yaml_without_any_key()
    {
        using var sample = new SampleCopy();
        var output = Path.Combine(sample.Root, "..", Path.GetFileName(sample.Root) + "-published");
        await using var local = OperatorProcess.Start("local", sample.Root, "--port", "0", "--admin-port", "0", "--output", output);
        await local.WaitForAsync("Ctrl-C");
        var files = Directory.EnumerateFiles(output).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(
            ["configmap-headgate-local-products-1-0.yaml", "secret-headgate-local-applications-1-0.yaml", "secret-headgate-local-peppers.yaml"],
            files.Select(file => Path.GetFileName(file)));
        Assert.All(files, file => Assert.DoesNotContain(SampleCopy.Key, File.ReadAllText(file), StringComparison.Ordinal));
        Assert.Equal(0, await local.InterruptAsync());
        Directory.Delete(output, recursive: true);
    }

    [Fact]
    public async Task Errors_at_the_start_are_all_printed_and_nothing_is_served()
    {
        using var sample = new SampleCopy();
        sample.Edit("rules.yaml", "pattern: /hello", "patern: /hello");
        sample.Edit("plans.yaml", "value: 5", "value: five");
        var (exitCode, output, _) = await OperatorProcess.RunAsync("", "local", sample.Root, "--port", "0", "--admin-port", "0");
        Assert.Equal(1, exitCode);
        Assert.Contains("rules.yaml:", output, StringComparison.Ordinal);
        Assert.Contains("plans.yaml:", output, StringComparison.Ordinal);
        Assert.Contains("Nothing is served", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_said_plainly()
    {
        using var sample = new SampleCopy();
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var (exitCode, output, _) = await OperatorProcess.RunAsync("", "local", sample.Root, "--port", port, "--admin-port", "0");
        Assert.Equal(3, exitCode);
        Assert.Contains("--port", output, StringComparison.Ordinal);
    }

    private static async Task<Answer> GetAsync(string url, string path, string? key, string host = "echo.example.com")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url + path);
        request.Headers.Host = host;
        if (key is not null) request.Headers.Add("user_key", key);
        using var response = await Http.SendAsync(request);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value)));
    }

    private sealed record Answer(HttpStatusCode Status, string Body, IReadOnlyDictionary<string, string> Headers)
    {
        public JsonNode Json => JsonNode.Parse(Body)!;

        public string? Header(string name) => Headers.GetValueOrDefault(name);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();

    [GeneratedRegex(@"user_key: (\S+)")]
    private static partial Regex Key();
}
