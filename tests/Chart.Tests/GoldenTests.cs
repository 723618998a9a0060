namespace Headgate.Chart.Tests;

/// <summary>
/// Each file in Golden is a set of values with what it renders to. To write the rendered part anew:
/// <c>HEADGATE_REGENERATE=1 dotnet test --project tests/Chart.Tests</c>.
/// </summary>
public class GoldenTests
{
    public static TheoryData<string> Cases() => [.. GoldenCase.Names];

    [Theory, MemberData(nameof(Cases))]
    public async Task Values_render_to_what_the_case_expects(string name)
    {
        var golden = new GoldenCase(name);
        var actual = golden.Show(await GoldenCase.RenderedAsync(name));
        Assert.NotEqual("", actual.Trim());
        if (Regeneration.IsWanted) golden.Write(actual);
        else Assert.Equal(golden.Expected, actual);
    }

    [Fact]
    public void There_are_thirty_sets_at_least() => Assert.InRange(GoldenCase.Names.Count, 30, 100);
}
