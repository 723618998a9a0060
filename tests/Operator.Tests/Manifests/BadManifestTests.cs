using Headgate.Operator.Manifests;
using Headgate.TestSupport;

namespace Headgate.Operator.Tests.Manifests;

/// <summary>Every file in <c>bad/</c> says in its first lines what must be found in it: all of it, and nothing else.</summary>
public class BadManifestTests
{
    private const string Prefix = "# expect: ";

    private static readonly string Directory = Repository.PathOf("tests/Operator.Tests/Manifests/bad");

    public static TheoryData<string> Cases() => [.. System.IO.Directory.GetFiles(Directory).Select(path => Path.GetFileName(path)).Order()];

    [Theory, MemberData(nameof(Cases))]
    public void Every_problem_is_found_with_its_line(string name)
    {
        var path = Path.Combine(Directory, name);
        var expected = File.ReadLines(path).TakeWhile(line => line.StartsWith(Prefix, StringComparison.Ordinal)).Select(line => $"{name}:{line[Prefix.Length..]}").ToArray();
        Assert.NotEmpty(expected);

        Assert.Equal(expected, ManifestLoader.Load(path).Lines());
    }

    [Fact]
    public void There_are_many_cases() => Assert.InRange(Cases().Count, 80, int.MaxValue);

    [Fact]
    public void Objects_with_problems_are_left_out_and_others_are_not()
    {
        var result = ManifestLoader.Load(Path.Combine(Directory, "list-item-with-problem.yaml"));

        Assert.Equal(["Account/good"], result.Resources.Select(resource => resource.Label));
        Assert.True(result.HasErrors);
    }

    [Fact]
    public void Foreign_kinds_are_warnings()
    {
        var result = ManifestLoader.Load(Path.Combine(Directory, "header-foreign-kinds.yaml"));

        Assert.All(result.Problems, problem => Assert.Equal(ManifestSeverity.Note, problem.Severity));
        Assert.False(result.HasErrors);
    }

    [Fact]
    public void No_message_shows_the_value_of_a_secret()
    {
        string[] values = ["plain-text!", "123456", "hunter2", "[secret]"];
        var lines = Cases().Select(row => ManifestLoader.Load(Path.Combine(Directory, row.Data))).SelectMany(result => result.Lines());

        Assert.All(lines, line => Assert.DoesNotContain(values, value => line.Contains(value, StringComparison.Ordinal)));
    }
}
