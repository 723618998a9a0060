using System.Globalization;
using Headgate.Configuration;
using Headgate.Gateway.Snapshots;

namespace Headgate.Gateway.Source;

/// <summary>What one pass over the mounted directories found, sorted by Product.</summary>
public sealed class DirectoryState
{
    private readonly Dictionary<string, ProductFiles> _products = new(StringComparer.Ordinal);
    private readonly List<EntryError> _errors = [];

    /// <summary>Sorts the files of the two directories.</summary>
    public DirectoryState(IReadOnlyList<MountedFile> products, IReadOnlyList<MountedFile> applications)
    {
        (ProductsComplete, Pool) = Sort(EntryNames.ProductsDirectory, products);
        (ApplicationsComplete, _) = Sort(EntryNames.ApplicationsDirectory, applications);
    }

    /// <summary>The files by Product.</summary>
    public IReadOnlyDictionary<string, ProductFiles> Products => _products;

    /// <summary>The peppers' entry, if it is there.</summary>
    public MountedFile? Peppers { get; private set; }

    /// <summary>Whether all shards of the products' directory are there, so that what is absent was deleted.</summary>
    public bool ProductsComplete { get; }

    /// <summary>The same for the applications' directory.</summary>
    public bool ApplicationsComplete { get; }

    /// <summary>Which pool this is; null without any marker.</summary>
    public PoolIdentity? Pool { get; }

    /// <summary>What could not be sorted.</summary>
    public IReadOnlyList<EntryError> Errors => _errors;

    /// <summary>
    /// Keeps what an earlier pass saw and this one does not, where a missing shard makes absence mean nothing.
    /// </summary>
    public void KeepFrom(DirectoryState before)
    {
        foreach (var (product, files) in before._products)
        {
            if (!_products.TryGetValue(product, out var now)) now = new ProductFiles();
            now.KeepFrom(files, kind => kind is EntryKind.Proxy or EntryKind.Live ? !ProductsComplete : !ApplicationsComplete);
            if (now.All.Any()) _products[product] = now;
        }
        if (!ApplicationsComplete) Peppers ??= before.Peppers;
    }

    private (bool Complete, PoolIdentity? Pool) Sort(string directory, IReadOnlyList<MountedFile> files)
    {
        var shards = new List<Shard>();
        foreach (var file in files)
        {
            var (kind, product) = EntryNames.Read(file.Name);
            if (kind == EntryKind.Shard) ReadShard(file, shards);
            else if (kind == EntryKind.Peppers) Peppers = file;
            else if (kind == EntryKind.Unknown) _errors.Add(new EntryError(file.Name, null, "is not an entry that this gateway knows"));
            else FilesOf(product!).Add(kind, file);
        }
        var complete = shards.GroupBy(shard => shard.Count).Any(layout => layout.Select(shard => shard.Index).Distinct().Count() == layout.Key);
        if (!complete) _errors.Add(new EntryError(directory, null, Missing(shards)));
        return (complete, shards.Select(shard => new PoolIdentity(shard.Pool, shard.Environment)).FirstOrDefault());
    }

    private void ReadShard(MountedFile file, List<Shard> shards)
    {
        try
        {
            var shard = Entries.Read(file, ConfigurationJson.Default.Shard, shard => shard.Format).Value;
            if (shard.Index < 0 || shard.Index >= shard.Count || EntryNames.Shard(shard.Count, shard.Index) != file.Name)
                throw new InvalidDataException($"says that it is shard {shard.Index} of {shard.Count}");
            shards.Add(shard);
        }
        catch (InvalidDataException exception)
        {
            _errors.Add(new EntryError(file.Name, null, exception.Message));
        }
    }

    private ProductFiles FilesOf(string product)
    {
        if (!_products.TryGetValue(product, out var files)) _products[product] = files = new ProductFiles();
        return files;
    }

    private static string Missing(List<Shard> shards) => shards.Count == 0
        ? "no shard has arrived"
        : string.Create(CultureInfo.InvariantCulture, $"{shards.Select(shard => shard.Index).Distinct().Count()} of {shards.Max(shard => shard.Count)} shards have arrived; nothing is taken away until all have");
}
