namespace Headgate.Operator.Manifests;

/// <summary>Finds the manifests below a directory.</summary>
internal static class ManifestFiles
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <summary>Path and relative name of each file, in ordinal order of the names; a file stands for itself.</summary>
    public static IReadOnlyList<(string Path, string Name)> Find(string directoryOrFile)
    {
        if (!Directory.Exists(directoryOrFile)) return [(directoryOrFile, Path.GetFileName(directoryOrFile))];
        return [.. Walk(new DirectoryInfo(directoryOrFile))
            .Select(file => (file.FullName, Path.GetRelativePath(directoryOrFile, file.FullName).Replace(Path.DirectorySeparatorChar, '/')))
            .OrderBy(file => file.Item2, StringComparer.Ordinal)];
    }

    // Links to files are followed, for a mounted ConfigMap consists of them; links to directories are not, for they can form a loop.
    private static IEnumerable<FileInfo> Walk(DirectoryInfo directory) => EntriesOf(directory)
        .Where(entry => !entry.Name.StartsWith('.'))
        .SelectMany(entry => entry switch
        {
            DirectoryInfo { LinkTarget: null } child => Walk(child),
            FileInfo unreadable when unreadable.FullName == directory.FullName => [unreadable],
            FileInfo file when Extensions.Contains(file.Extension, StringComparer.OrdinalIgnoreCase) => [file],
            _ => [],
        });

    private static FileSystemInfo[] EntriesOf(DirectoryInfo directory)
    {
        try
        {
            return directory.GetFileSystemInfos();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Stands for itself as a file that cannot be read, which is then said like of any other.
            return [new FileInfo(directory.FullName)];
        }
    }
}
