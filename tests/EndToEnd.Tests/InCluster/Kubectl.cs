using System.Text.Json.Nodes;
using Headgate.TestSupport;

namespace Headgate.EndToEnd.Tests.InCluster;

/// <summary>A real kubectl, in one namespace of one API server.</summary>
internal sealed class Kubectl(string kubeconfig, string cache, string inNamespace)
{
    private const string Timeout = "--timeout=60s";

    /// <summary>Runs it; it must succeed.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> RunAsync(params string[] arguments)
    {
        string[] all = ["--kubeconfig", kubeconfig, "--cache-dir", cache, "-n", inNamespace, .. arguments];
        var (exitCode, output, errors) =
            await KubernetesTools.RunAsync(KubernetesTools.Kubectl, all, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, $"kubectl {string.Join(' ', arguments)}: {errors}{output}");
        return output;
    }

    /// <summary>Waits for a condition; kubectl itself sees to it that it is told of the present generation.</summary>
    public Task WaitForAsync(string condition, params string[] objects) =>
        RunAsync(["wait", $"--for=condition={condition}", Timeout, .. objects]);

    /// <summary>Changes fields of an object (RFC 7396).</summary>
    public Task MergeAsync(string target, string patch) => RunAsync("patch", target, "--type=merge", "-p", patch);

    /// <summary>Changes the Secret of an Application, and waits until every ready gateway judges by what is in it now.</summary>
    public async Task RotateAsync(string application, string secret, string patch)
    {
        await MergeAsync($"secret/{secret}", patch);
        var version = await FieldAsync($"secret/{secret}", "{.metadata.resourceVersion}");
        await RunAsync("wait", $"--for=jsonpath={{.status.credentials.resourceVersion}}={version}", Timeout, $"application/{application}");
        await WaitForAsync("Programmed", $"application/{application}");
    }

    /// <summary>One field of an object; empty when it is not there.</summary>
    public Task<string> FieldAsync(string target, string path) => RunAsync("get", target, "-o", $"jsonpath={path}");

    /// <summary>An object, or a list of some.</summary>
    public async Task<JsonNode> GetAsync(params string[] what) => JsonNode.Parse(await RunAsync(["get", "-o", "json", .. what]))!;

    /// <summary>The cells of the one row that is shown of an object.</summary>
    public async Task<IReadOnlyDictionary<string, string>> RowAsync(string target)
    {
        var lines = (await RunAsync("get", target)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var names = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // Columns are as wide as their longest cell, and an empty cell is blank.
        var starts = names.Select(name => lines[0].IndexOf(name, StringComparison.Ordinal)).Append(lines[1].Length).ToList();
        return names.Index().ToDictionary(
            column => column.Item, column => lines[1][starts[column.Index]..Math.Min(starts[column.Index + 1], lines[1].Length)].Trim());
    }
}
