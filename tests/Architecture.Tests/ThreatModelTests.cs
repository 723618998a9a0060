using System.Globalization;
using System.Text.RegularExpressions;
using Headgate.TestSupport;

namespace Headgate.Architecture.Tests;

/// <summary>The threat model names tests that exist, in rows that can be cited for ever.</summary>
public partial class ThreatModelTests
{
    private const int WhoColumn = 1;
    private const int ShownByColumn = 4;
    private const int LeftColumn = 5;

    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs/threat-model.md"));

    private static IReadOnlyList<string[]> Rows { get; } =
    [
        .. Page.Split('\n').Where(line => Number().IsMatch(line))
            .Select(line => line.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToArray()),
    ];

    public static TheoryData<string> Tests() => [.. Rows.SelectMany(row => Quoted(row[ShownByColumn])).Distinct()];

    [Theory, MemberData(nameof(Tests))]
    public void A_test_that_is_named_exists(string name)
    {
        if (!char.IsUpper(name[0]))
        {
            Assert.True(File.Exists(Repository.PathOf($"tests/Compiler.Tests/Golden/{name}.yaml")), $"There is no golden case {name}.");
            return;
        }
        var parts = name.Split('.');
        var files = Directory.EnumerateFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText)
            .Where(text => Regex.IsMatch(text, $@"\bclass {parts[0]}\b")).ToList();
        Assert.True(files.Count > 0, $"There is no class {parts[0]}.");
        if (parts.Length == 1) return;
        var method = $@"\bpublic (async )?(void|Task) {parts[1]}\(";
        Assert.True(files.Exists(text => Regex.IsMatch(text, method)), $"{parts[0]} has no test {parts[1]}.");
    }

    [Fact]
    public void Rows_are_numbered_without_a_gap() =>
        Assert.Equal(Enumerable.Range(1, Rows.Count), Rows.Select(row => int.Parse(row[0][1..], CultureInfo.InvariantCulture)));

    [Fact]
    public void A_row_is_whole_and_says_what_shows_it_or_what_is_left() =>
        Assert.All(Rows, row =>
            Assert.True(row.Length == LeftColumn + 1 && row[ShownByColumn].Length + row[LeftColumn].Length > 0, string.Join('|', row)));

    [Fact]
    public void Who_attacks_was_introduced()
    {
        var introduced = Page[..Page.IndexOf("## What", StringComparison.Ordinal)];
        Assert.All(Rows.SelectMany(row => row[WhoColumn].Split(", ")).Where(who => !who.Contains(' ') || who == "stale operator"),
            who => Assert.Contains($"\n| {who} |", introduced, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Quoted(string cell) => Name().Matches(cell).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"^\| T\d+ \|")]
    private static partial Regex Number();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
