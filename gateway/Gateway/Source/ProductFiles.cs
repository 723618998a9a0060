using Headgate.Configuration;

namespace Headgate.Gateway.Source;

/// <summary>The published entries of one Product, as files.</summary>
public sealed class ProductFiles
{
    private readonly SortedDictionary<string, (EntryKind Kind, MountedFile File)> _files = new(StringComparer.Ordinal);

    /// <summary>The entries in ordinal order.</summary>
    public IEnumerable<(EntryKind Kind, MountedFile File)> All => _files.Values;

    /// <summary>Changes whenever any of the files does.</summary>
    public string Signature => string.Join('\n', _files.Values.Select(entry => $"{entry.File.Name} {entry.File.Hash}"));

    /// <summary>Whether there is a Product, and not only Applications that have outlived or arrived before it.</summary>
    public bool HasProduct => _files.Values.Any(entry => entry.Kind is EntryKind.Proxy or EntryKind.Live);

    /// <summary>Adds a file.</summary>
    public void Add(EntryKind kind, MountedFile file) => _files[file.Name] = (kind, file);

    /// <summary>Adds the files of another state that this one does not have.</summary>
    public void KeepFrom(ProductFiles before, Func<EntryKind, bool> which)
    {
        foreach (var (name, entry) in before._files)
            if (which(entry.Kind)) _files.TryAdd(name, entry);
    }
}
