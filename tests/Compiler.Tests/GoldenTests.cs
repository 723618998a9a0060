using Headgate.TestSupport;

namespace Headgate.Compiler.Tests;

/// <summary>
/// Each file in Golden is a case: manifests, a divider, then the configuration and statuses that they compile to. To write the expected part
/// anew: <c>HEADGATE_REGENERATE=1 dotnet test --project tests/Compiler.Tests</c>.
/// </summary>
public class GoldenTests
{
    private const string Divider = "=== expected\n";
    private static readonly string Folder = Repository.PathOf("tests/Compiler.Tests/Golden");

    public static TheoryData<string> Cases() => [.. Directory.EnumerateFiles(Folder, "*.yaml").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Cases))]
    public void Manifests_compile_to_what_the_case_expects(string name)
    {
        var path = Path.Combine(Folder, name + ".yaml");
        var text = File.ReadAllText(path);
        var parts = text.Split(Divider, 2);
        var actual = GoldenText.Of(Compile(parts[0]));
        if (Environment.GetEnvironmentVariable("HEADGATE_REGENERATE") is { Length: > 0 }) File.WriteAllText(path, parts[0] + Divider + actual);
        else Assert.Equal(parts.ElementAtOrDefault(1), actual);
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_order_of_the_objects_changes_nothing(string name)
    {
        var resources = Manifests.Load(File.ReadAllText(Path.Combine(Folder, name + ".yaml")).Split(Divider, 2)[0]);
        var expected = GoldenText.Of(TestCompiler.Compile(resources));
        var random = new Random(name.Length);
        for (var round = 0; round < 10; round++)
        {
            var shuffled = resources.ToArray();
            random.Shuffle(shuffled);
            Assert.Equal(expected, GoldenText.Of(TestCompiler.Compile(shuffled)));
        }
    }

    private static Compilation Compile(string manifests) => TestCompiler.Compile(Manifests.Load(manifests));
}
