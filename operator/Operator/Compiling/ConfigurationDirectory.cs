using Headgate.Compiler.Publication;
using Headgate.Configuration;

namespace Headgate.Operator.Compiling;

/// <summary>
/// A directory of a gateway's mounts, written as the kubelet writes them: files in a directory of their own, and one rename of the link
/// <c>..data</c> that puts all of them in force at once. Removed with this object.
/// </summary>
internal sealed class ConfigurationDirectory : IDisposable
{
    private const string DataLink = "..data";
    private const string NewLink = "..data_tmp";

    private int _states;

    /// <summary>The directory a gateway is pointed at.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("headgate-").FullName;

    /// <summary>Puts published objects in force.</summary>
    public void Write(IReadOnlyList<PublishedObject> objects)
    {
        _states++;
        Mount(EntryNames.ProductsDirectory, objects.Where(item => item.Kind == PublishedKind.ConfigMap));
        Mount(EntryNames.ApplicationsDirectory, objects.Where(item => item.Kind == PublishedKind.Secret));
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private void Mount(string name, IEnumerable<PublishedObject> objects)
    {
        var mount = Directory.CreateDirectory(Path.Combine(Root, name)).FullName;
        var state = Directory.CreateDirectory(Path.Combine(mount, $"..{_states}")).FullName;
        foreach (var (entry, content) in objects.SelectMany(item => item.Entries)) File.WriteAllBytes(Path.Combine(state, entry), content.Bytes.Span);

        var link = Path.Combine(mount, DataLink);
        var before = new FileInfo(link).LinkTarget;
        Directory.CreateSymbolicLink(Path.Combine(mount, NewLink), Path.GetFileName(state));
        AtomicRename.Replace(Path.Combine(mount, NewLink), link);
        if (before is not null) Directory.Delete(Path.Combine(mount, before), recursive: true);
    }
}
