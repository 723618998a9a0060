using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.Compiler.Versions;
using Headgate.Resources;
using Headgate.TestSupport;
using TestResult = Headgate.Compiler.Versions.TestResult;

namespace Headgate.Compiler.Tests;

/// <summary>
/// Each file in Versions is the life of the Product shop/echo: the manifests of each version and what became of it (promoted, tested, unreadable),
/// the manifests of now, a divider, and what follows: content, promotion, statuses. To write the expected part anew:
/// <c>HEADGATE_REGENERATE=1 dotnet test --project tests/Compiler.Tests</c>.
/// </summary>
public class VersionGoldenTests
{
    private const string Divider = "=== expected\n";
    private const string Product = "shop/echo";
    private static readonly string Folder = Repository.PathOf("tests/Compiler.Tests/Versions");
    private static readonly CompilerOptions Options = new() { Peppers = TestCompiler.Peppers };
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Cases() => [.. Directory.EnumerateFiles(Folder, "*.yaml").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Cases))]
    public void A_life_ends_as_the_case_expects(string name)
    {
        var path = Path.Combine(Folder, name + ".yaml");
        var parts = File.ReadAllText(path).Split(Divider, 2);
        var actual = TextOf(parts[0]);
        if (Environment.GetEnvironmentVariable("HEADGATE_REGENERATE") is { Length: > 0 }) File.WriteAllText(path, parts[0] + Divider + actual);
        else Assert.Equal(parts.ElementAtOrDefault(1), actual);
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_order_of_objects_and_lists_makes_no_version(string name)
    {
        foreach (var (_, manifests) in Sections(File.ReadAllText(Path.Combine(Folder, name + ".yaml")).Split(Divider, 2)[0]))
        {
            var resources = Manifests.Load(manifests);
            var expected = VersionContent.Of(SourceOf(resources, VersionHistory.Empty))!.Digest();
            var shuffled = resources.Reverse().Select(resource => resource is Product product ? Reversed(product) : resource);
            Assert.Equal(expected, VersionContent.Of(SourceOf(shuffled, VersionHistory.Empty))!.Digest());
        }
    }

    private static Product Reversed(Product product) => product with
    {
        Spec = product.Spec with
        {
            DisplayName = "Another name",
            Hosts = [.. product.Spec.Hosts.Reverse()],
            Backends = [.. product.Spec.Backends.Reverse()],
            Methods = [.. product.Spec.Methods.Reverse().Select(method => method with { DisplayName = "Another name" })],
            Metrics = [.. product.Spec.Metrics.Reverse().Select(metric => metric with { Unit = "another" })],
        },
    };

    private static string TextOf(string life)
    {
        var sections = Sections(life);
        var versions = new List<ProductVersion>();
        foreach (var (title, manifests) in sections.SkipLast(1)) versions.Add(VersionOf(title, manifests, versions));
        var history = new VersionHistory(versions);
        var source = SourceOf(Manifests.Load(sections[^1].Manifests), history);
        var draft = VersionContent.Of(source)!;
        var text = new StringBuilder();
        foreach (var version in versions) text.Append(CultureInfo.InvariantCulture, $"# {version}: {version.Changes}\n");
        var isNew = history.Newest?.Digest != draft.Digest();
        text.Append(isNew ? $"# now ({draft.Digest()[..12]}): {VersionChanges.InWords(history.Staging?.Content, draft)}\n" : "# now: no new version\n");
        if (history.Staging?.Content is { } before && isNew)
            foreach (var line in VersionChanges.Between(before, draft).SelectMany(change => change.Lines())) text.Append("#   ").Append(line).Append('\n');
        if (versions.Count == 0) text.Append(JsonNode.Parse(draft.Write())!.ToJsonString(Readable)).Append('\n');

        var promotion = PromotionOutcome.Of(source, history, Options);
        text.Append(CultureInfo.InvariantCulture, $"# promotion: {promotion.Reason}: {promotion.Message}\n");
        if (promotion.Promote is { } promoted) text.Append(CultureInfo.InvariantCulture, $"#   to be promoted: {promoted}\n");
        foreach (var environment in Enum.GetValues<GatewayEnvironment>()) AppendEnvironment(text, source, history, environment);
        var production = EnvironmentUnit.Of(source, history, GatewayEnvironment.Production, Options).Unit;
        var report = UnitReport.WithVersions(
            UnitReport.Of(source, Compiler.CompileUnit(source with { Plans = [], Applications = [] }, Options), production, Options), history, promotion);
        text.Append("# statuses\n");
        foreach (var status in report.Statuses)
            foreach (var condition in status.Status.Conditions.Where(condition => condition.Type != ConditionTypes.Promoted && !IsFine(condition)))
                text.Append(CultureInfo.InvariantCulture, $"{status.Resource.Label} {condition.Type}={condition.Status} {condition.Reason}: {condition.Message}\n");
        return text.ToString();
    }

    private static void AppendEnvironment(StringBuilder text, UnitSource source, VersionHistory history, GatewayEnvironment environment)
    {
        var told = EnvironmentUnit.Of(source, history, environment, Options);
        text.Append(CultureInfo.InvariantCulture, $"# {environment}: ").Append(told switch
        {
            { IsKnown: false } => "stays as it is published",
            { Unit.Product: { } product } => $"{told.Version}, hosts {string.Join(' ', product.Proxy.Hosts)}, rules {string.Join(' ', product.Proxy.Rules.Select(rule => rule.Name))}, "
                + $"limits {string.Join(' ', product.Live.Plans.SelectMany(plan => plan.Limits).Select(limit => limit.Metric))}, "
                + $"clients {string.Join(' ', product.Applications.Select(application => application.Entry.Name))}",
            _ => "not served",
        }).Append('\n');
    }

    private static bool IsFine(Condition condition) => condition.Reason is Reasons.Accepted or Reasons.ResolvedRefs;

    private static ProductVersion VersionOf(string title, string manifests, List<ProductVersion> before)
    {
        var content = VersionContent.Of(SourceOf(Manifests.Load(manifests), VersionHistory.Empty))!;
        var marks = title.Split(',', StringSplitOptions.TrimEntries)[1..];
        return new ProductVersion(before.Count + 1, content.Digest(), marks.Contains("unreadable") ? null : content)
        {
            Changes = VersionChanges.InWords(before.LastOrDefault()?.Content, content),
            Promoted = marks.Contains("promoted") ? new PromotionMark(1, DateTimeOffset.UnixEpoch.AddSeconds(before.Count)) : null,
            Test = marks.Contains("tested") ? new TestResult { Path = "/hello", At = DateTimeOffset.UnixEpoch, Status = 200, Milliseconds = 1, Answer = "" } : null,
        };
    }

    private static UnitSource SourceOf(IEnumerable<Resource> resources, VersionHistory history) =>
        UnitIndex.Sort(ResourceSnapshot.Of(resources), product => product.FullName == Product ? history : VersionHistory.Empty).Single(source => source.Name == Product);

    // "=== version 1, promoted" and so on; the last one is "=== now".
    private static List<(string Title, string Manifests)> Sections(string life) =>
    [
        .. life.Split("=== ", StringSplitOptions.RemoveEmptyEntries).Where(section => !section.StartsWith('#'))
            .Select(section => (section.Split('\n', 2)[0], section.Split('\n', 2)[1])),
    ];
}
