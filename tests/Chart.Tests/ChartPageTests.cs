using Headgate.TestSupport;

namespace Headgate.Chart.Tests;

/// <summary>
/// The reference of values in <c>docs/chart.md</c> is that of the schema. To write it anew:
/// <c>HEADGATE_REGENERATE=1 dotnet test --project tests/Chart.Tests</c>.
/// </summary>
public class ChartPageTests
{
    private const string Begin = "<!-- values: made of values.schema.json and values.yaml; CONTRIBUTING.md says how to write it anew -->\n";

    [Fact]
    public void The_reference_is_that_of_the_schema()
    {
        var path = Repository.PathOf("docs/chart.md");
        var parts = File.ReadAllText(path).Split(Begin, 2);
        Assert.Equal(2, parts.Length);
        var expected = "\n" + ValuesReference.Text();
        if (Regeneration.IsWanted) File.WriteAllText(path, parts[0] + Begin + expected);
        else Assert.Equal(expected, parts[1]);
    }
}
