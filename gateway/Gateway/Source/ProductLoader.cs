using Headgate.Configuration;
using Headgate.Gateway.Snapshots;

namespace Headgate.Gateway.Source;

/// <summary>
/// Loads one Product from its files again and again. Only files that changed are read; when any of them is unusable the whole Product
/// stays as it was, so that no request ever meets half of a change.
/// </summary>
public sealed class ProductLoader(string product)
{
    private Parts _good = new();
    private string? _attempted;

    /// <summary>The Product in force; null while it never loaded.</summary>
    public ProductRuntime? Runtime { get; private set; }

    /// <summary>Why the files are not in force.</summary>
    public IReadOnlyList<EntryError> Errors { get; private set; } = [];

    /// <summary>Brings the Product up to its files, or leaves it as it is and says why.</summary>
    /// <returns>Whether anything was attempted.</returns>
    public bool Load(ProductFiles files, PepperTable? peppers)
    {
        var peppersChanged = !ReferenceEquals(peppers, _good.Peppers);
        if (_attempted == files.Signature && !peppersChanged) return false;
        _attempted = files.Signature;

        var parts = new Parts { Peppers = peppers };
        var errors = new List<EntryError>();
        foreach (var (kind, file) in files.All)
        {
            try
            {
                Read(kind, file, parts);
            }
            catch (Exception exception) when (exception is InvalidDataException or ArgumentException)
            {
                errors.Add(new EntryError(file.Name, product, exception.Message));
            }
        }
        if (errors.Count == 0) Assemble(parts, errors);
        Errors = errors;
        return true;
    }

    private void Assemble(Parts parts, List<EntryError> errors)
    {
        if (parts.Version is null || parts.Live is null)
        {
            errors.Add(new EntryError(parts.Version is null ? EntryNames.Proxy(product) : EntryNames.Live(product), product, "has not arrived"));
            return;
        }
        try
        {
            var applications = new ApplicationIndex([.. parts.Shards.Values.Select(shard => shard.Value)], parts.Peppers);
            var before = Runtime is { } runtime ? (runtime.Live, runtime.Applications) : default((LivePart, ApplicationIndex)?);
            var live = new LivePart(parts.Live.Value, parts.Version.Value.Metrics, applications, before);
            Runtime = new ProductRuntime(parts.Version.Value, live, applications, parts.SecretToken?.Value, parts.Digests);
            _good = parts;
        }
        catch (ArgumentException exception)
        {
            errors.Add(new EntryError(EntryNames.Live(product), product, exception.Message));
        }
    }

    private void Read(EntryKind kind, MountedFile file, Parts parts)
    {
        parts.Hashes[file.Name] = file.Hash;
        var unchanged = _good.Hashes.GetValueOrDefault(file.Name) == file.Hash;
        var digest = kind switch
        {
            EntryKind.Proxy => (parts.Version = unchanged ? _good.Version : ReadVersion(file))!.Digest,
            EntryKind.Live => (parts.Live = unchanged ? _good.Live : ReadOf(file, Entries.Read(file, ConfigurationJson.Default.ProductLive, live => live.Format), live => live.Product))!.Digest,
            EntryKind.Upstream => (parts.SecretToken = unchanged ? _good.SecretToken : ReadToken(file))!.Digest,
            _ => (parts.Shards[file.Name] = unchanged ? _good.Shards[file.Name] : ReadShard(file)).Digest,
        };
        parts.Digests[file.Name] = digest;
    }

    private LoadedEntry<ProductVersion> ReadVersion(MountedFile file)
    {
        var entry = ReadOf(file, Entries.Read(file, ConfigurationJson.Default.ProductProxy, proxy => proxy.Format), proxy => proxy.Product);
        return new LoadedEntry<ProductVersion>(new ProductVersion(entry.Value), entry.Digest);
    }

    private LoadedEntry<string> ReadToken(MountedFile file)
    {
        var entry = ReadOf(file, Entries.Read(file, ConfigurationJson.Default.UpstreamSecrets, secrets => secrets.Format), secrets => secrets.Product);
        return new LoadedEntry<string>(entry.Value.SecretToken, entry.Digest);
    }

    private LoadedEntry<ApplicationShard> ReadShard(MountedFile file)
    {
        var entry = ReadOf(file, Entries.Read(file, ConfigurationJson.Default.ApplicationSet, set => set.Format), set => set.Product);
        return new LoadedEntry<ApplicationShard>(new ApplicationShard(entry.Value), entry.Digest);
    }

    private LoadedEntry<T> ReadOf<T>(MountedFile file, LoadedEntry<T> entry, Func<T, string> productOf) =>
        productOf(entry.Value) == product ? entry : throw new InvalidDataException($"{file.Name} holds the Product {productOf(entry.Value)}");

    private sealed class Parts
    {
        public Dictionary<string, string> Hashes { get; } = new(StringComparer.Ordinal);

        public SortedDictionary<string, string> Digests { get; } = new(StringComparer.Ordinal);

        public LoadedEntry<ProductVersion>? Version { get; set; }

        public LoadedEntry<ProductLive>? Live { get; set; }

        public LoadedEntry<string>? SecretToken { get; set; }

        public SortedDictionary<string, LoadedEntry<ApplicationShard>> Shards { get; } = new(StringComparer.Ordinal);

        public PepperTable? Peppers { get; init; }
    }
}
