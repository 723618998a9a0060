using Headgate.TestSupport;

namespace Headgate.TestCluster.Tests.Kubectl;

/// <summary>A real kubectl against one API server, which has our definitions, in a namespace of its own.</summary>
public sealed class KubectlRun : IAsyncLifetime
{
    private static readonly string[] Plurals = ["products", "mappingrules", "applicationplans", "applications", "accounts"];

    private readonly string _directory = Directory.CreateTempSubdirectory("headgate-kubectl-").FullName;
    private TestApi? _api;

    public string Namespace { get; private set; } = "";

    public string Sample { get; private set; } = "";

    /// <summary>What <c>kubectl edit</c> edits with.</summary>
    public string Editor { get; set; } = "false";

    internal TestApi Api => _api!;

    private string Kubeconfig { get; set; } = "";

    public async ValueTask InitializeAsync()
    {
        _api = await TestApi.ConnectAsync();
        Kubeconfig = await _api.WriteKubeconfigAsync(_directory);
        await RunAsync("apply", "--server-side", "--force-conflicts", "-f", Repository.PathOf("crds"));
        await RunAsync(["wait", "--for=condition=Established", .. Plurals.Select(plural => $"crd/{plural}.headgate.dev")]);
        // A real server answers 404 for a moment after it has said that a definition is established.
        foreach (var plural in Plurals)
            while ((await TryAsync("", "get", "--raw", $"/apis/headgate.dev/v1alpha1/{plural}?limit=1")).ExitCode != 0) await Task.Yield();
        Namespace = await _api.NewNamespaceAsync(TestContext.Current.CancellationToken);
        Sample = Directory.CreateDirectory(Path.Combine(_directory, "sample")).FullName;
        foreach (var file in Directory.GetFiles(Repository.PathOf("samples/echo"), "*.yaml").Where(file => !file.Contains("namespace", StringComparison.Ordinal)))
        {
            var text = (await File.ReadAllTextAsync(file)).Replace("namespace: echo", $"namespace: {Namespace}", StringComparison.Ordinal);
            await File.WriteAllTextAsync(Path.Combine(Sample, Path.GetFileName(file)), text);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Runs kubectl; it must succeed.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await TryAsync("", arguments);
        Assert.True(exitCode == 0, $"kubectl {string.Join(' ', arguments)}: {errors}{output}");
        return output;
    }

    /// <summary>Runs kubectl.</summary>
    public Task<(int ExitCode, string Output, string Errors)> TryAsync(string input, params string[] arguments) => KubernetesTools.RunAsync(
        KubernetesTools.Kubectl,
        ["--kubeconfig", Kubeconfig, "--cache-dir", Path.Combine(_directory, "cache"), .. Namespace.Length > 0 ? new[] { "-n", Namespace } : [], .. arguments],
        input,
        new Dictionary<string, string> { ["KUBE_EDITOR"] = Editor },
        TestContext.Current.CancellationToken);
}
