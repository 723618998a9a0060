using System.Text.Json.Nodes;

namespace Headgate.EndToEnd.Tests;

/// <summary>`explain` and `lint` as people and scripts call them.</summary>
public class CommandTests
{
    private const string Sample = "samples/echo";

    [Fact]
    public async Task Explain_says_what_a_request_meets()
    {
        var (exitCode, output, _) = await OperatorProcess.RunAsync("", "explain", Sample, "GET", "/hello");
        Assert.Equal(0, exitCode);
        Assert.Contains("Product    echo/echo-api", output, StringComparison.Ordinal);
        Assert.Contains("1 of 2 match", output, StringComparison.Ordinal);
        Assert.Contains("hits +1, gethello +1", output, StringComparison.Ordinal);
        Assert.Contains("5 per minute: 5 such calls", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_judges_the_credentials_it_is_given()
    {
        var (_, output, _) = await OperatorProcess.RunAsync("", "explain", Sample, "GET", "/hello", "-H", "user_key: " + SampleCopy.Key, "-H", "Host: echo.example.com", "-o", "json");
        var json = JsonNode.Parse(output)!;
        Assert.Equal("echo/curious-echo", (string?)json["application"]);
        Assert.Equal(200, (int)json["statusWithCredentials"]!);
        Assert.Equal("echo/hello-echo-test", (string?)json["plans"]![0]!["name"]);

        (_, output, _) = await OperatorProcess.RunAsync("", "explain", Sample, "GET", "/hello?user_key=wrong", "-o", "json");
        Assert.Equal(403, (int)JsonNode.Parse(output)!["statusWithCredentials"]!);
    }

    [Fact]
    public async Task Explain_reads_a_batch_line_by_line()
    {
        const string batch = """
            {"id": 1, "host": "echo.example.com", "method": "GET", "path_and_query": "/hello/../hello?x=1"}
            {"id": "two", "method": "POST", "path_and_query": "/hello"}
            {"method": "GET", "path_and_query": "/%zz"}
            {"id": 4, "host": "nobody.example.com", "method": "GET", "path_and_query": "/hello", "headers": {"X": ["a", "b"]}}
            not json
            {"id": 6, "method": "GET"}
            """;
        var (exitCode, output, _) = await OperatorProcess.RunAsync(batch, "explain", Sample, "--batch");
        var answers = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(1, exitCode);
        Assert.Equal(6, answers.Count);
        Assert.Equal("""{"id":1,"product":"echo/echo-api","normalizedPath":"/hello","matched":["hello"],"usage":{"hits":1,"gethello":1},"status":200}""", answers[0].ToJsonString());
        Assert.Equal("""{"id":"two","product":"echo/echo-api","normalizedPath":"/hello","matched":[],"usage":{},"status":404}""", answers[1].ToJsonString());
        Assert.Equal(400, (int)answers[2]["status"]!);
        Assert.Equal(404, (int)answers[3]["status"]!);
        Assert.Null(answers[3]["product"]);
        Assert.Contains("line 5", (string?)answers[4]["error"], StringComparison.Ordinal);
        Assert.Contains("path_and_query", (string?)answers[5]["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lint_is_content_with_the_sample() => Assert.Equal(0, (await OperatorProcess.RunAsync("", "lint", Sample)).ExitCode);

    [Fact]
    public async Task Lint_lists_errors_and_warnings_with_their_places()
    {
        using var sample = new SampleCopy();
        sample.Edit("rules.yaml", "metric: gethello", "metric: gethullo");
        sample.Edit("rules.yaml", "pattern: /goodbye", "pattern: /");
        sample.Edit("rules.yaml", "metric: getgoodbye", "metric: getgoodbye\n  last: true");
        File.AppendAllText(Path.Combine(sample.Root, "rules.yaml"), """
            ---
            apiVersion: headgate.dev/v1alpha1
            kind: MappingRule
            metadata: {name: never, namespace: echo}
            spec: {productRef: {name: echo-api}, method: GET, pattern: /never, position: 7}
            """);
        var (exitCode, output, _) = await OperatorProcess.RunAsync("", "lint", sample.Root, "-o", "json");
        var findings = JsonNode.Parse(output)!.AsArray();
        Assert.Equal(1, exitCode);
        Assert.Equal(["MetricNotFound", "ShadowedRule"], findings.Select(finding => (string?)finding!["reason"]));
        Assert.All(findings, finding => Assert.StartsWith("rules.yaml:", (string?)finding!["place"], StringComparison.Ordinal));
        Assert.Equal(["error", "warning"], findings.Select(finding => (string?)finding!["severity"]));
    }

    [Fact]
    public async Task A_directory_that_is_not_there_or_empty_is_said_plainly()
    {
        var (exitCode, _, errors) = await OperatorProcess.RunAsync("", "lint", "no/such/directory");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("There is no file or directory no/such/directory", errors, StringComparison.Ordinal);

        var empty = Directory.CreateTempSubdirectory("empty-").FullName;
        (exitCode, var output, _) = await OperatorProcess.RunAsync("", "lint", empty);
        Assert.Equal(1, exitCode);
        Assert.Contains("holds no manifests", output, StringComparison.Ordinal);
        Directory.Delete(empty);
    }
}
