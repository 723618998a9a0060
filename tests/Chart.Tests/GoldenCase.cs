using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Headgate.TestSupport;

namespace Headgate.Chart.Tests;

/// <summary>
/// A file of <c>Golden</c>: comments that say what is shown, values, a divider, and what they render to. Among the comments
/// <c># helm: …</c> has further arguments, and <c># shows: …</c> the templates that matter; without it all do.
/// </summary>
internal sealed partial class GoldenCase
{
    private const string Divider = "=== rendered\n";

    private static readonly string Folder = Repository.PathOf("tests/Chart.Tests/Golden");
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Renders = new(StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<string, Lazy<IReadOnlyList<JsonObject>>> Parsed = new(StringComparer.Ordinal);

    private readonly string _path;

    public GoldenCase(string name)
    {
        _path = Path.Combine(Folder, name + ".yaml");
        var parts = File.ReadAllText(_path).Split(Divider, 2);
        Values = parts[0];
        Expected = parts.ElementAtOrDefault(1) ?? "";
        Arguments = Words(HelmLine().Match(Values).Groups[1].Value);
        Shows = Words(ShowsLine().Match(Values).Groups[1].Value);
    }

    /// <summary>Names of all cases.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateFiles(Folder, "*.yaml").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    public string Values { get; }

    public string Expected { get; }

    public string[] Arguments { get; }

    private string[] Shows { get; }

    /// <summary>All that it renders, rendered once for all tests; the first who asks has all cases rendered side by side.</summary>
    public static Task<string> RenderedAsync(string name)
    {
        return Names.ToDictionary(each => each, Render)[name];

        static Task<string> Render(string each) => Renders.GetOrAdd(each, key => new Lazy<Task<string>>(() =>
        {
            var golden = new GoldenCase(key);
            return Chart.RenderedAsync(golden.Values, golden.Arguments);
        })).Value;
    }

    /// <summary>The objects that it renders: for all tests, so none may change them.</summary>
    public static async Task<IReadOnlyList<JsonObject>> ObjectsAsync(string name)
    {
        var rendered = await RenderedAsync(name);
        return Parsed.GetOrAdd(name, _ => new Lazy<IReadOnlyList<JsonObject>>(() => Chart.Objects(rendered))).Value;
    }

    /// <summary>What of a rendered text the case shows, in the form of its file.</summary>
    public string Show(string rendered)
    {
        var documents = rendered.Split("\n---\n").Select(document => document.StartsWith("---\n", StringComparison.Ordinal) ? document[4..] : document)
            .Where(document => document.Trim().Length > 0 && (Shows.Length == 0 || Shows.Any(prefix => document.StartsWith($"# Source: headgate/templates/{prefix}", StringComparison.Ordinal))));
        return string.Join("\n---\n", documents.Select(Fold)) + "\n";
    }

    /// <summary>Writes the expected part anew.</summary>
    public void Write(string shown) => File.WriteAllText(_path, Values + Divider + shown);

    // What is long, or other each time, and says nothing here: other tests look at it.
    private static string Fold(string document)
    {
        var text = document.TrimEnd();
        if (text.Contains("\nkind: CustomResourceDefinition\n", StringComparison.Ordinal)) text = text[..text.IndexOf("\nspec:\n", StringComparison.Ordinal)] + "\nspec: as in crds/";
        if (text.Contains("\nkind: Secret\n", StringComparison.Ordinal)) text = Random().Replace(text, "<random>");
        text = Json().Replace(text, "$1: as in files/dashboards/");
        return StandardLabels().Replace(text, "$1# … and the standard labels of $2\n");
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex("^# helm: (.*)$", RegexOptions.Multiline)]
    private static partial Regex HelmLine();

    [GeneratedRegex("^# shows: (.*)$", RegexOptions.Multiline)]
    private static partial Regex ShowsLine();

    [GeneratedRegex("\\b[A-Za-z0-9]{43}\\b|\\b[0-9a-f]{64}\\b")]
    private static partial Regex Random();

    [GeneratedRegex(@"^(  \S+\.json): \|-?\n(?:    .*\n?|\n)*", RegexOptions.Multiline)]
    private static partial Regex Json();

    [GeneratedRegex(@"^( +)app\.kubernetes\.io/name: headgate\n +app\.kubernetes\.io/instance: headgate\n +app\.kubernetes\.io/component: (\w+)\n +app\.kubernetes\.io/version: .*\n +app\.kubernetes\.io/part-of: headgate\n +app\.kubernetes\.io/managed-by: Helm\n +helm\.sh/chart: .*(?:\n|$)", RegexOptions.Multiline)]
    private static partial Regex StandardLabels();
}
