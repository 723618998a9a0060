using System.Reflection;
using System.Text.RegularExpressions;
using Headgate.Gateway.Hosting;
using Headgate.Gateway.Pipeline;
using Headgate.Gateway.Telemetry;
using Headgate.Operator.Manifests;
using Headgate.Resources;
using Headgate.TestSupport;

namespace Headgate.EndToEnd.Tests;

/// <summary>The documentation says what is so: its commands run, its manifests load, its lists are complete.</summary>
public partial class DocumentationTests
{
    private const string Run = "dotnet run --project operator/Operator -- ";

    // Run by .ci/run itself, or by hand only: the benchmarks decide nothing.
    private static readonly string[] RunElsewhere =
    [
        "dotnet build Operator.sln", "dotnet test Operator.sln", "dotnet format Operator.sln", ".ci/run",
        "HEADGATE_REGENERATE=1 dotnet test --project tests/", "dotnet run -c Release --project tests/Benchmarks",
        "dotnet run -c Release --project tests/Stress",
        // Wants a cluster: OperatorPageTests of tests/Operator.Tests runs all commands of that page, in order.
        Run + "run ",
        // Wants a cluster and Redis: UsagePageTests of tests/Operator.Tests.
        Run + "usage ",
        // Run by TestCluster.Tests.
        "dotnet run --project tests/TestCluster -- --kubeconfig",
    ];

    public static TheoryData<string> Commands() => [.. Pages().SelectMany(page => CommandLines(File.ReadAllText(page))).Distinct()];

    [Theory, MemberData(nameof(Commands))]
    public async Task A_command_of_the_documentation_does_what_it_is_for(string command)
    {
        if (RunElsewhere.Any(known => command.StartsWith(known, StringComparison.Ordinal))) return;
        Assert.StartsWith(Run, command, StringComparison.Ordinal);
        var arguments = Words().Matches(command[Run.Length..]).Select(word => word.Value.Trim('\'')).ToList();
        if (arguments[0] == "local")
        {
            string[] ports = arguments is [.., "both"] ? ["--port", "--admin-port", "--staging-port", "--staging-admin-port"] : ["--port", "--admin-port"];
            await using var local = OperatorProcess.Start([.. arguments, .. ports.SelectMany(port => new[] { port, "0" })]);
            await local.WaitForAsync("Ctrl-C");
            Assert.Equal(0, await local.InterruptAsync());
            return;
        }
        var (exitCode, output, errors) = await OperatorProcess.RunAsync("", arguments);
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.NotEmpty(output);
    }

    [Fact]
    public void The_manifests_of_the_resource_page_load()
    {
        var yaml = Regex.Match(File.ReadAllText(Repository.PathOf("docs/resources.md")), "```yaml\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        var file = Path.GetTempFileName() + ".yaml";
        File.WriteAllText(file, yaml);
        var result = ManifestLoader.Load(file);
        File.Delete(file);
        Assert.Empty(result.Problems);
        Assert.Equal(6, result.Resources.Count);
    }

    [Fact]
    public void Every_reason_of_a_condition_is_explained() =>
        AssertNames("docs/resources.md", typeof(Reasons).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!));

    [Fact]
    public void Every_refusal_is_explained()
    {
        var refusals = Enum.GetValues<Reason>().Except([Reason.Accepted, Reason.UnknownHost]).ToList();
        AssertNames("docs/requests.md", refusals.Select(reason => reason.ToString()));
        AssertNames("docs/requests.md", refusals.Select(reason => RefusalAnswer.Of(reason).Type).Select(type => type[(type.LastIndexOfAny(['/', '#']) + 1)..]));
    }

    [Fact]
    public void Every_setting_and_every_decision_of_a_gateway_is_explained()
    {
        var message = Assert.Throws<ArgumentException>(() => GatewaySettings.Parse(new Dictionary<string, string> { ["unknown"] = "" })).Message;
        AssertNames("docs/gateway.md", message[(message.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(' ', '.').Split(", "));
        AssertNames("docs/gateway.md", Decision.All);
    }

    [Fact]
    public void Links_between_pages_lead_somewhere()
    {
        foreach (var page in Pages())
        {
            foreach (Match link in Link().Matches(File.ReadAllText(page)))
            {
                var target = Path.Combine(Path.GetDirectoryName(page)!, link.Groups[1].Value);
                Assert.True(File.Exists(target) || Directory.Exists(target), $"{page}: {link.Groups[1].Value}");
            }
        }
    }

    private static void AssertNames(string page, IEnumerable<string> names)
    {
        var text = File.ReadAllText(Repository.PathOf(page));
        Assert.All(names, name => Assert.Matches($@"\b{Regex.Escape(name)}\b", text));
    }

    private static IEnumerable<string> Pages() =>
        [Repository.PathOf("README.md"), Repository.PathOf("CONTRIBUTING.md"), .. Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories)];

    // Lines of fenced blocks without a language that begin like a command.
    private static IEnumerable<string> CommandLines(string page) =>
        Block().Matches(page).SelectMany(block => block.Groups[1].Value.Split('\n')).Select(line => line.Trim())
            .Where(line => line.StartsWith("dotnet ", StringComparison.Ordinal) || line.StartsWith(".ci/", StringComparison.Ordinal) || line.StartsWith("HEADGATE_", StringComparison.Ordinal))
            .Select(line => line.Split("  #")[0].Split(" | ")[0].Trim());

    [GeneratedRegex("^```\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"'[^']*'|\S+")]
    private static partial Regex Words();

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)")]
    private static partial Regex Link();
}
