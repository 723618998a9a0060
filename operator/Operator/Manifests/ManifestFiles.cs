namespace Headgate.Operator.Manifests;

/// <summary>Finds the manifests below a directory.</summary>
internal static class ManifestFiles
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <summary>Path and relative name of each file, in ordinal order of the names; a file stands for itself, whatever its name ends in.</summary>
    public static IReadOnlyList<(string Path, string Name)> Find(string directoryOrFile)
    {
        if (!Directory.Exists(directoryOrFile)) return [(directoryOrFile, Path.GetFileName(directoryOrFile))];
        return [.. Walk(new DirectoryInfo(directoryOrFile))
            .Select(file => (file.FullName, Path.GetRelativePath(directoryOrFile, file.FullName).Replace(Path.DirectorySeparatorChar, '/')))
            .OrderBy(file => file.Item2, StringComparer.Ordinal)];
    }

    // Links to files are followed, for a mounted ConfigMap consists of them; links to directories are not, for they can form a loop.
    private static IEnumerable<FileInfo> Walk(DirectoryInfo directory) => directory.EnumerateFileSystemInfos()
        .Where(entry => !entry.Name.StartsWith('.'))
        .SelectMany(entry => entry switch
        {
            DirectoryInfo { LinkTarget: null } child => Walk(child),
            FileInfo file when Extensions.Contains(file.Extension, StringComparer.OrdinalIgnoreCase) => [file],
            _ => [],
        });
}
