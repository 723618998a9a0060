using System.Diagnostics;
using System.Text.RegularExpressions;
using Headgate.TestSupport;

namespace Headgate.Architecture.Tests;

/// <summary>House rules that a program can judge.</summary>
public partial class HouseRuleTests
{
    private const int MostLines = 300;

    [Fact]
    public void No_source_file_is_longer_than_300_lines() =>
        Assert.DoesNotContain(SourceFiles(), path => File.ReadLines(Repository.PathOf(path)).Count() > MostLines);

    [Fact]
    public void Production_code_reads_the_clock_through_TimeProvider_alone() =>
        Assert.DoesNotContain(SourceFiles().Where(IsProduction), path => WallClock().IsMatch(Text(path)));

    [Fact]
    public void No_test_sleeps() =>
        Assert.DoesNotContain(
            SourceFiles().Where(path => !IsProduction(path) && Path.GetFileNameWithoutExtension(path) != nameof(HouseRuleTests)),
            path => Sleep().IsMatch(Text(path)));

    [Fact]
    public void No_file_is_named_after_what_it_is_not() =>
        Assert.DoesNotContain(SourceFiles(), path => Vague().IsMatch(Path.GetFileNameWithoutExtension(path)));

    [Fact]
    public void An_interface_has_more_than_one_implementation_or_a_reason()
    {
        // ILimitStore: the Redis store comes with leases; the contract and its behaviour suite are made for both.
        // IEntityController: the face of the controller layer; an operator implements it.
        string[] known = ["ILimitStore", "IEntityController"];
        var sources = SourceFiles().Where(IsProduction).Select(Text).ToList();
        var declared = sources.SelectMany(source => Interface().Matches(source).Select(match => match.Groups[1].Value)).Except(known);
        foreach (var name in declared)
            Assert.True(sources.Sum(source => Regex.Count(source, $@"(class|record|struct)[^{{;]*:[^{{;]*\b{name}\b", RegexOptions.None, TimeSpan.FromSeconds(1))) > 1, name);
    }

    private static string Text(string path) => File.ReadAllText(Repository.PathOf(path));

    private static bool IsProduction(string path) => !path.StartsWith("tests/", StringComparison.Ordinal);

    private static IReadOnlyList<string> SourceFiles()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "-co", "--exclude-standard", "*.cs"]) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true };
        using var git = Process.Start(start)!;
        return [.. git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(path => File.Exists(Repository.PathOf(path)))];
    }

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?Now\b|Stopwatch\.StartNew|Environment\.TickCount")]
    private static partial Regex WallClock();

    [GeneratedRegex(@"Thread\.Sleep|Task\.Delay\((\d|TimeSpan)")]
    private static partial Regex Sleep();

    [GeneratedRegex("(Utils?|Helpers?|Manager)$")]
    private static partial Regex Vague();

    [GeneratedRegex(@"(?:public|internal) interface (I[A-Z]\w+)")]
    private static partial Regex Interface();
}
