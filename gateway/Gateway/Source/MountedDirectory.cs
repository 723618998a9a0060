using System.Security.Cryptography;

namespace Headgate.Gateway.Source;

/// <summary>
/// A directory as the kubelet mounts ConfigMaps and Secrets: the files are links into <c>..data</c>, itself a link that is swapped by one
/// rename. A plain directory of files is read the same way.
/// </summary>
public sealed class MountedDirectory(string path)
{
    private const string DataLink = "..data";
    private const int Attempts = 5;

    /// <summary>
    /// The files of one consistent state, or null while the directory is not there. Every file is read through the swapped directory
    /// itself, so that one pass cannot see the files of two states.
    /// </summary>
    /// <exception cref="IOException">The directory changed under every attempt, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file cannot be read.</exception>
    public IReadOnlyList<MountedFile>? Read()
    {
        for (var attempt = 1; ; attempt++)
        {
            if (!Directory.Exists(path)) return null;
            try
            {
                var target = Target();
                IReadOnlyList<MountedFile> files = [.. Names(target).Select(ReadFile)];
                // The kubelet takes the old state away after the swap, file by file: what was read is whole only if no swap came between.
                if (Target() == target) return files;
                if (attempt == Attempts) throw new IOException($"{path} changed {Attempts} times while it was read");
            }
            catch (IOException) when (attempt < Attempts)
            {
                // The kubelet removed the state that was being read: the new one is in place already.
            }
        }
    }

    /// <summary>A cheap summary that changes whenever <see cref="Read"/> could return something else; empty while there is no directory.</summary>
    public string Signature()
    {
        try
        {
            if (!Directory.Exists(path)) return "";
            var target = Target();
            var files = new DirectoryInfo(target).EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal);
            return string.Join('\n', files.Select(file => $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}").Prepend(target));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    private string Target()
    {
        var link = Path.Combine(path, DataLink);
        return new FileInfo(link).LinkTarget is { } target ? Path.Combine(path, target) : path;
    }

    private static IEnumerable<string> Names(string directory) =>
        Directory.EnumerateFiles(directory).Where(file => !Path.GetFileName(file).StartsWith('.')).Order(StringComparer.Ordinal);

    private static MountedFile ReadFile(string file)
    {
        var bytes = File.ReadAllBytes(file);
        return new MountedFile(Path.GetFileName(file), bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }
}

/// <summary>One file of a <see cref="MountedDirectory"/>.</summary>
/// <param name="Name">Its name: the entry of the ConfigMap or Secret.</param>
/// <param name="Bytes">Its content.</param>
/// <param name="Hash">SHA-256 of the content, to tell whether it changed.</param>
public sealed record MountedFile(string Name, ReadOnlyMemory<byte> Bytes, string Hash);
