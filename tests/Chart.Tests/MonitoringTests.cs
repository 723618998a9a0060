using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Headgate.TestSupport;

namespace Headgate.Chart.Tests;

/// <summary>
/// Alerts and dashboards ask for metrics that exist, by labels that exist: those of <c>docs/gateway.md</c> and <c>docs/operator.md</c>, and what
/// Prometheus and the monitors add. What a live process shows is not looked at here.
/// </summary>
public partial class MonitoringTests
{
    // What a scrape adds, and the monitors' relabelling.
    private static readonly string[] OfTargets = ["job", "namespace", "pod", "pool", "le"];

    // Labels of metrics, as the two pages name them.
    private static readonly string[] OfMetrics = ["product", "decision", "status", "limit", "store", "controller", "name"];

    private static readonly IReadOnlySet<string> Documented = new[] { "docs/gateway.md", "docs/operator.md" }
        .SelectMany(page => Row().Matches(File.ReadAllText(Repository.PathOf(page))).Select(match => match.Groups[1].Value)).Append("up").ToHashSet();

    private static IReadOnlyList<JsonNode> Alerts { get; } = [.. Chart.Parse(Chart.Read("files/alerts.yaml"))!.AsArray().Select(alert => alert!)];

    public static TheoryData<string> Dashboards() =>
        [.. Directory.EnumerateFiles(Path.Combine(Chart.Folder, "files/dashboards"), "*.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Expressions() =>
        [.. Alerts.Select(alert => (string)alert["expr"]!).Concat(Dashboards().SelectMany(row => Queries(row.Data))).Distinct()];

    [Fact]
    public void There_are_ten_alerts_at_least_and_each_says_what_to_do()
    {
        Assert.InRange(Alerts.Count, 10, 50);
        Assert.All(Alerts, alert =>
        {
            Assert.StartsWith("Headgate", (string)alert["alert"]!, StringComparison.Ordinal);
            Assert.Contains((string)alert["severity"]!, new[] { "critical", "warning" });
            Assert.Matches("^[0-9]+m$", (string)alert["for"]!);
            Assert.True(((string)alert["summary"]!).Length > 10 && ((string)alert["runbook"]!).Length > 40, (string)alert["alert"]!);
        });
        Assert.Equal(Alerts.Count, Alerts.Select(alert => (string)alert["alert"]!).Distinct().Count());
    }

    [Theory, MemberData(nameof(Expressions))]
    public void An_expression_asks_for_what_exists(string expression)
    {
        var bare = Texts().Replace(Selector().Replace(expression, ""), "");
        var words = Grouping().Replace(bare, "").Split(NotOfWords(), StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word.Contains('_', StringComparison.Ordinal) || word == "up")
            .Where(word => word is not ("histogram_quantile" or "min_over_time" or "label_values" or "__rate_interval"));
        Assert.All(words, word => Assert.Contains(Histogram().Replace(word, ""), Documented));
        Assert.NotEmpty(words);
        var labels = Grouping().Matches(bare).SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Concat(Selector().Matches(expression).SelectMany(match => Matcher().Matches(match.Value).Select(matcher => matcher.Groups[1].Value)));
        Assert.All(labels, label => Assert.Contains(label, OfTargets.Concat(OfMetrics)));
        Assert.All(Selector().Matches(expression), selector => Assert.Matches("^{(OPERATOR|GATEWAY)[,}]", selector.Value));
    }

    [Theory, MemberData(nameof(Dashboards))]
    public void A_dashboard_is_whole(string file)
    {
        var dashboard = JsonNode.Parse(Chart.Read($"files/dashboards/{file}"))!;
        var panels = dashboard["panels"]!.AsArray();
        Assert.Equal(panels.Select(panel => (int)panel!["id"]!).Distinct().Count(), panels.Count);
        Assert.All(panels, panel => Assert.NotEmpty((string)panel!["title"]!));
        Assert.All(panels, panel => Assert.NotEmpty(panel!["targets"]!.AsArray()));
        Assert.Equal("headgate-" + Path.GetFileNameWithoutExtension(file), (string?)dashboard["uid"]);
        var variables = dashboard["templating"]!["list"]!.AsArray().Select(variable => (string)variable!["name"]!).ToList();
        var used = Queries(file).SelectMany(query => Variable().Matches(query).Select(match => match.Groups[1].Value)).Where(name => name != "__rate_interval").Distinct();
        Assert.Empty(used.Except(variables));
    }

    [Fact]
    public async Task What_is_rendered_names_the_jobs_that_the_monitors_make()
    {
        var objects = await GoldenCase.ObjectsAsync("monitoring");
        var jobs = objects.Where(item => (string?)item["kind"] is "ServiceMonitor" or "PodMonitor")
            .SelectMany(item => (item["spec"]!["endpoints"] ?? item["spec"]!["podMetricsEndpoints"])!.AsArray())
            .SelectMany(endpoint => endpoint!["relabelings"]!.AsArray()).Where(rule => (string?)rule!["targetLabel"] == "job").Select(rule => (string?)rule!["replacement"]).ToList();
        Assert.Equal(2, jobs.Count);
        var rules = objects.Single(item => (string?)item["kind"] == "PrometheusRule")["spec"]!["groups"]![0]!["rules"]!.AsArray();
        Assert.Equal(Alerts.Count, rules.Count);
        Assert.All(rules, rule => Assert.All(Job().Matches((string)rule!["expr"]!), match => Assert.Contains(match.Groups[1].Value, jobs)));
        foreach (var item in objects.Where(item => (string?)item["kind"] == "ConfigMap" && item["metadata"]!["labels"]!["grafana_dashboard"] is not null))
        {
            var text = (string)item["data"]!.AsObject().Single().Value!;
            Assert.NotNull(JsonNode.Parse(text));
            Assert.DoesNotContain("{OPERATOR", text, StringComparison.Ordinal);
            Assert.DoesNotContain("{GATEWAY", text, StringComparison.Ordinal);
        }
    }

    /// <summary>To write the page anew: <c>HEADGATE_REGENERATE=1 dotnet test --project tests/Chart.Tests</c>.</summary>
    [Fact]
    public void The_page_of_alerts_is_that_of_the_chart()
    {
        var text = "# Alerts\n\nMade of `charts/headgate/files/alerts.yaml`; do not edit. The chart installs them as a PrometheusRule ([values](chart.md#monitoring)).\n"
            + string.Concat(Alerts.Select(alert => $"""

                ## {alert["alert"]}

                {Spoken((string)alert["summary"]!)}. {(string?)alert["severity"]}{((string?)alert["for"] == "0m" ? "" : $", after {alert["for"]}")}.

                {alert["runbook"]}

                ```promql
                {alert["expr"]}
                ```

                """));
        var path = Repository.PathOf("docs/alerts.md");
        if (Regeneration.IsWanted) File.WriteAllText(path, text);
        else Assert.Equal(text, File.ReadAllText(path));
    }

    private static string Spoken(string summary) => Template().Replace(summary, match => match.Groups[1].Value == "value" ? "Some" : $"*{match.Groups[1].Value}*");

    private static IEnumerable<string> Queries(string file)
    {
        var dashboard = JsonNode.Parse(Chart.Read($"files/dashboards/{file}"))!;
        return dashboard["panels"]!.AsArray().SelectMany(panel => panel!["targets"]!.AsArray()).Select(target => (string)target!["expr"]!)
            .Concat(dashboard["templating"]!["list"]!.AsArray().Select(variable => variable!["query"] as JsonObject).OfType<JsonObject>()
                .Select(query => (string)query["query"]!).Select(query => query[(query.IndexOf('(', StringComparison.Ordinal) + 1)..query.LastIndexOf(',')]));
    }

    [GeneratedRegex(@"^\| `([a-z_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Selector();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Texts();

    [GeneratedRegex(@"\bby \(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"([a-z_]+)(?:=~|!=|!~|=)")]
    private static partial Regex Matcher();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Histogram();

    [GeneratedRegex(@"\$([a-z_]+)")]
    private static partial Regex Variable();

    [GeneratedRegex("job=\"([^\"]*)\"")]
    private static partial Regex Job();

    [GeneratedRegex(@"\{\{ \$(?:labels\.)?(\w+) \}\}")]
    private static partial Regex Template();

    private static char[] NotOfWords() => [.. " ()[]{},+-*/<>=!$.".ToCharArray()];
}
