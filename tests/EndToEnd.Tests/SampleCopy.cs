using Headgate.TestSupport;

namespace Headgate.EndToEnd.Tests;

/// <summary>
/// A copy of samples/echo to edit. Its limits per minute are turned into limits for ever, so that no test depends on where in a minute it runs.
/// </summary>
internal sealed class SampleCopy : IDisposable
{
    /// <summary>The key of curious-echo.</summary>
    public const string Key = "SAMPLE-KEY-curious-echo-not-for-production0";

    public SampleCopy()
    {
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("samples/echo"), "*.yaml"))
            File.WriteAllText(PathOf(Path.GetFileName(file)), File.ReadAllText(file).Replace("period: Minute", "period: Eternity", StringComparison.Ordinal));
    }

    /// <summary>A copy for another namespace, which is there already, with a backend that is no Service.</summary>
    public SampleCopy(string inNamespace, Uri backend)
        : this()
    {
        File.Delete(PathOf("00-namespace.yaml"));
        foreach (var file in Directory.EnumerateFiles(Root, "*.yaml").Select(file => Path.GetFileName(file)))
            Edit(file, "namespace: echo", $"namespace: {inNamespace}");
        const string service = "    service:\n      name: echo-api\n      port: 80\n";
        Edit("product.yaml", service, $"    url: {backend.GetLeftPart(UriPartial.Authority)}\n");
    }

    /// <summary>The directory.</summary>
    public string Root { get; } = System.IO.Directory.CreateTempSubdirectory("sample-").FullName;

    /// <summary>Changes one text in a file, as an editor does: writes beside it and renames.</summary>
    public void Edit(string file, string from, string to)
    {
        var text = File.ReadAllText(PathOf(file));
        Assert.Contains(from, text, StringComparison.Ordinal);
        Save(file, text.Replace(from, to, StringComparison.Ordinal));
    }

    /// <summary>Adds a text at the end of a file, as an editor does.</summary>
    public void Append(string file, string text) => Save(file, File.ReadAllText(PathOf(file)) + text);

    public void Dispose() => System.IO.Directory.Delete(Root, recursive: true);

    private void Save(string file, string text)
    {
        var beside = PathOf(".edit.tmp");
        File.WriteAllText(beside, text);
        File.Move(beside, PathOf(file), overwrite: true);
    }

    private string PathOf(string file) => Path.Combine(Root, file);
}
