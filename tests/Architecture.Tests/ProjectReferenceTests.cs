using System.Xml.Linq;
using Headgate.TestSupport;

namespace Headgate.Architecture.Tests;

/// <summary>The references of DESIGN §2, and no others, read from the project files.</summary>
public class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Resources"] = [],
        ["Configuration"] = [],
        ["EchoApi"] = [],
        ["Compiler"] = ["Resources", "Configuration"],
        ["Controllers"] = [],
        ["Limits"] = ["Configuration"],
        ["Gateway"] = ["Configuration", "Limits"],
        // Gateway and Limits for `local` and `explain`; EchoApi for `local` (docs/adr/0001).
        ["Operator"] = ["Resources", "Compiler", "Controllers", "Gateway", "Limits", "EchoApi"],
    };

    public static TheoryData<string> ProductionProjects() =>
        [.. new[] { "operator", "gateway", "samples" }
            .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*.csproj", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(ProductionProjects))]
    public void A_project_references_what_the_design_allows_and_nothing_else(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        Assert.True(Allowed.ContainsKey(name), $"{project} is not in the list of this test: decide what it may reference.");
        Assert.Equal(Allowed[name].Order(), References(project).Order());
    }

    [Theory, MemberData(nameof(ProductionProjects))]
    public void A_production_project_uses_only_packages_of_its_side(string project)
    {
        string[] gatewaySide = ["StackExchange.Redis", "Yarp.ReverseProxy"];
        string[] operatorSide = ["KubernetesClient", "System.CommandLine", "YamlDotNet"];
        var allowed = project.StartsWith("gateway", StringComparison.Ordinal) ? gatewaySide : operatorSide;
        Assert.Empty(Packages(project).Except(allowed));
    }

    [Fact]
    public void The_gateway_never_sees_a_custom_resource_nor_KubernetesClient()
    {
        foreach (var project in new[] { "Configuration", "Limits", "Gateway" })
        {
            var closure = Closure($"gateway/{project}/{project}.csproj");
            Assert.DoesNotContain("Resources", closure);
            Assert.DoesNotContain("Compiler", closure);
            Assert.DoesNotContain("KubernetesClient", closure);
        }
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Repository.PathOf("Operator.sln")).Replace('\\', '/');
        foreach (var project in Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories))
            Assert.Contains(Path.GetRelativePath(Repository.Root, project), solution, StringComparison.Ordinal);
    }

    [Fact]
    public void The_top_level_holds_what_was_asked_for()
    {
        string[] allowed =
        [
            "operator", "gateway", "crds", "charts", "tests", "samples", "docs", "Operator.sln",
            "Directory.Build.props", "Directory.Packages.props", "global.json", "README.md", "CONTRIBUTING.md", "LICENSE",
        ];
        var found = Directory.EnumerateFileSystemEntries(Repository.Root).Select(path => Path.GetFileName(path)!)
            .Where(name => !name.StartsWith('.') && name is not ("TestResults" or "bin" or "obj" or "BenchmarkDotNet.Artifacts"));
        Assert.Empty(found.Except(allowed));
    }

    private static IEnumerable<string> Closure(string project) =>
        References(project).SelectMany(name => Closure($"gateway/{name}/{name}.csproj")).Concat(References(project)).Concat(Packages(project));

    private static IReadOnlyList<string> References(string project) =>
        [.. Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))];

    private static IReadOnlyList<string> Packages(string project) => [.. Items(project, "PackageReference")];

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Load(Repository.PathOf(project)).Descendants(kind).Select(element => element.Attribute("Include")!.Value);
}
