using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Headgate.TestSupport;
using k8s;

namespace Headgate.TestCluster.Tests.Alone;

/// <summary>The page about TestCluster says what is so: its command starts one, and its kubectl lines work on it.</summary>
public partial class DocumentedCommandTests
{
    private const string Run = "dotnet run --project tests/TestCluster -- ";
    private const string File = "/tmp/test-cluster.yaml";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_page_starts_a_cluster_that_kubectl_and_others_can_use()
    {
        var lines = Lines();
        var command = Assert.Single(lines, line => line.StartsWith(Run, StringComparison.Ordinal));
        var directory = Directory.CreateTempSubdirectory("headgate-alone-").FullName;
        var kubeconfig = Path.Combine(directory, "kubeconfig");
        // What `dotnet run` would build is what this test was built with.
        using var process = Start(command[Run.Length..].Replace(File, kubeconfig, StringComparison.Ordinal).Split(' '));
        try
        {
            var said = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(
                Patience, TestContext.Current.CancellationToken);
            Assert.Matches(@"^Listening on https://127\.0\.0\.1:\d+/\. Try: kubectl --kubeconfig .* Ctrl-C ends it\.$", said);
            Assert.Contains("default", await NamespacesAsync(kubeconfig));
            foreach (var line in lines.Where(line => line.StartsWith("kubectl ", StringComparison.Ordinal)))
                await KubectlAsync(line.Replace(File, kubeconfig, StringComparison.Ordinal), directory);
            Assert.Contains("echo", await NamespacesAsync(kubeconfig));
            using var interrupt = Process.Start("kill", ["-INT", $"{process.Id}"]);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(
                Patience, TestContext.Current.CancellationToken);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task Without_a_file_it_says_how_it_is_used()
    {
        using var process = Start([]);
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(2, process.ExitCode);
        Assert.Contains($"Usage: {Run}--kubeconfig FILE [--port PORT]", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_switch_is_explained()
    {
        var page = System.IO.File.ReadAllText(Repository.PathOf("docs/test-cluster.md"));
        var switches = typeof(Faults).GetMembers().Where(member => member.DeclaringType == typeof(Faults)).Select(member => member.Name)
            .Where(name => !name.Contains('_', StringComparison.Ordinal) && name is not (".ctor" or nameof(IDisposable.Dispose)));
        Assert.All(switches, name => Assert.Matches($@"\b{name}\b", page));
    }

    private static Process Start(IEnumerable<string> arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Headgate.TestCluster.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Repository.Root,
        })!;

    // By HTTP alone, with what stands in the file.
    private static async Task<IReadOnlyList<string>> NamespacesAsync(string kubeconfig)
    {
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig);
        using var handler = new HttpClientHandler();
        handler.ServerCertificateCustomValidationCallback = (_, certificate, _, _) =>
            certificate!.Thumbprint == configuration.SslCaCerts[0].Thumbprint;
        using var client = new HttpClient(handler) { BaseAddress = new Uri(configuration.Host) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", configuration.AccessToken);
        var list = JsonNode.Parse(await client.GetStringAsync(new Uri("/api/v1/namespaces", UriKind.Relative), TestContext.Current.CancellationToken))!;
        return [.. list["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!)];
    }

    private static async Task KubectlAsync(string line, string directory)
    {
        var arguments = line.Split(' ')[1..].Select(word => word is "crds" or "samples/echo" ? Repository.PathOf(word) : word);
        var (exitCode, output, errors) = await KubernetesTools.RunAsync(
            KubernetesTools.Kubectl, ["--cache-dir", Path.Combine(directory, "cache"), .. arguments], cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0 && output.Length > 0, $"{line}: {errors}{output}");
    }

    private static List<string> Lines() =>
        [.. Block().Matches(System.IO.File.ReadAllText(Repository.PathOf("docs/test-cluster.md"))).SelectMany(block => block.Groups[1].Value.Split('\n'))];

    [GeneratedRegex("^```\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
