using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Headgate.TestSupport;

/// <summary>
/// Writes a directory as the kubelet does (pkg/volume/util/atomic_writer.go): a new directory beside the old one, the link <c>..data</c>
/// swapped by one rename, links for the entries, then the old directory taken away file by file.
/// </summary>
public sealed class KubeletMount(string path)
{
    private int _states;

    /// <summary>Puts these files in force, all at once.</summary>
    public void Swap(IReadOnlyDictionary<string, byte[]> files)
    {
        Directory.CreateDirectory(path);
        var state = $"..{(++_states).ToString("D8", CultureInfo.InvariantCulture)}";
        var directory = Directory.CreateDirectory(Path.Combine(path, state)).FullName;
        foreach (var (name, bytes) in files) File.WriteAllBytes(Path.Combine(directory, name), bytes);

        var data = Path.Combine(path, "..data");
        var before = new FileInfo(data).LinkTarget;
        File.CreateSymbolicLink(Path.Combine(path, "..data_tmp"), state);
        if (Rename(Encoding.UTF8.GetBytes(Path.Combine(path, "..data_tmp") + '\0'), Encoding.UTF8.GetBytes(data + '\0')) != 0)
            throw new IOException($"{data} cannot be swapped");

        var links = Directory.EnumerateFileSystemEntries(path).Select(entry => Path.GetFileName(entry)).Where(name => !name.StartsWith('.')).ToHashSet();
        foreach (var name in files.Keys.Where(name => !links.Contains(name))) File.CreateSymbolicLink(Path.Combine(path, name), Path.Combine("..data", name));
        foreach (var name in links.Where(name => !files.ContainsKey(name))) File.Delete(Path.Combine(path, name));
        if (before is not null) Directory.Delete(Path.Combine(path, before), recursive: true);
    }

    // The framework's own moves refuse to replace a link to a directory.
    [DllImport("libc", EntryPoint = "rename"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Rename(byte[] from, byte[] to);
}
