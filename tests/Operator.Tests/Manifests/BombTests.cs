namespace Headgate.Operator.Tests.Manifests;

/// <summary>Files that are made to hurt: small ones that unfold, deep ones, wide ones.</summary>
public class BombTests
{
    [Fact]
    public void Billion_laughs_are_refused()
    {
        var lines = Enumerable.Range(1, 9).Select(i => $"l{i}: &l{i} [{string.Join(", ", Enumerable.Repeat($"*l{i - 1}", 10))}]");

        Assert.Equal(["test.yaml:6: aliases write this file out to more than 100,000 nodes"], Loaded.Text($"l0: &l0 [lol]\n{string.Join('\n', lines)}\n").Lines());
    }

    [Fact]
    public void The_budget_of_aliases_is_one_for_all_documents_of_a_file()
    {
        var document = $"a: &a [{string.Join(", ", Enumerable.Repeat("x", 999))}]\nb: [{string.Join(", ", Enumerable.Repeat("*a", 60))}]\n---\n";

        Assert.Equal(
            ["test.yaml:1: apiVersion", "test.yaml:5: aliases write this file out to more than 100,000 nodes"],
            Loaded.Text(document + document).Problems.Select(problem => $"{problem.File}:{problem.Line}: {(problem.Field.Length > 0 ? problem.Field : problem.Message)}"));
    }

    [Theory]
    [InlineData("[", "")]
    [InlineData("{a: ", "")]
    [InlineData("- ", "")]
    [InlineData("? ", "")]
    [InlineData("[", "]")]
    public void Deep_nesting_is_refused(string open, string close)
    {
        var text = string.Concat(Enumerable.Repeat(open, 500_000)) + string.Concat(Enumerable.Repeat(close, 500_000));

        Assert.Equal(["test.yaml:1: nested deeper than 64 levels"], Loaded.Text(text).Lines());
    }

    [Fact]
    public void Aliases_do_not_nest_deeper_than_what_they_stand_for()
    {
        var lines = Enumerable.Range(1, 70).Select(i => $"l{i}: &l{i} [*l{i - 1}]");

        Assert.Equal(["test.yaml:63: nested deeper than 64 levels"], Loaded.Text($"l0: &l0 [x]\n{string.Join('\n', lines)}\n").Lines());
    }

    [Fact]
    public void Sixty_levels_are_fine() => Assert.Equal(
        ["test.yaml:4: Account/a: spec.deep: unknown field, allowed: organization, contacts, state"],
        Loaded.Text($"apiVersion: headgate.dev/v1alpha1\nkind: Account\nmetadata: {{name: a}}\nspec: {{organization: x, deep: {new string('[', 60)}{new string(']', 60)}}}").Lines());

    [Theory]
    [InlineData("a: 1\n", 200_000)]
    [InlineData("---\n", 300_000)]
    [InlineData("!!str ", 600_000)]
    [InlineData("&a ", 1_000_000)]
    [InlineData("'", 4_000_000)]
    [InlineData("x ", 2_000_000)]
    [InlineData("\n ", 2_000_000)]
    [InlineData("a:\n", 200_000)]
    public void Long_files_are_read_in_time(string piece, int times)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Loaded.Text(string.Concat(Enumerable.Repeat(piece, times)));

        // Generous, for a machine that does other things as well: what is quadratic takes minutes.
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 20);
    }

    [Fact]
    public void Of_endless_problems_the_first_are_told()
    {
        var fields = string.Join(", ", Enumerable.Range(0, 100_000).Select(i => $"field{i}: x"));
        var one = Loaded.Text($"apiVersion: headgate.dev/v1alpha1\nkind: Account\nmetadata: {{name: a}}\nspec: {{organization: x, {fields}}}\n");
        var all = Loaded.Text($"apiVersion: v1\nkind: List\nitems: [{string.Join(", ", Enumerable.Repeat("x", 100_000))}]\n");

        Assert.Equal(1_001, one.Problems.Count);
        Assert.Equal("test.yaml:4: Account/a: has more than 1,000 problems: the others are not shown", one.Lines()[^1]);
        Assert.Equal(2_001, all.Problems.Count);
        Assert.Equal("test.yaml:3: more than 2,000 problems: the others are not shown", all.Lines()[^1]);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused() =>
        Assert.Equal(["test.yaml:1: not valid YAML: While scanning a quoted scalar, found invalid Unicode surrogates"], Loaded.Text("a: \"\\ud800\"\n").Lines());
}
