using Headgate.Configuration;
using Headgate.Gateway.Snapshots;

namespace Headgate.Gateway.Source;

/// <summary>Turns the mounted directories into snapshots. Not safe for concurrent use.</summary>
public sealed class ConfigurationLoader(string root)
{
    private readonly MountedDirectory _products = new(Path.Combine(root, EntryNames.ProductsDirectory));
    private readonly MountedDirectory _applications = new(Path.Combine(root, EntryNames.ApplicationsDirectory));
    private readonly Dictionary<string, ProductLoader> _loaders = new(StringComparer.Ordinal);
    private DirectoryState? _before;
    private (string Hash, PepperTable Table)? _peppers;
    private string? _signature;

    /// <summary>The last snapshot.</summary>
    public Snapshot Current { get; private set; } = Snapshot.Empty;

    /// <summary>
    /// Reads what changed. Returns the same snapshot when nothing did; what cannot be read leaves the last good state in force and is
    /// listed in <see cref="Snapshot.Errors"/>.
    /// </summary>
    public Snapshot Load()
    {
        var signature = $"{_products.Signature()}\n{_applications.Signature()}";
        if (signature == _signature) return Current;
        try
        {
            Current = Build(new DirectoryState(_products.Read() ?? [], _applications.Read() ?? []));
            _signature = signature;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Current = new Snapshot(Current.Products, [new EntryError(root, null, exception.Message)], Current.Pool, Current.Complete);
        }
        return Current;
    }

    private Snapshot Build(DirectoryState state)
    {
        if (_before is not null) state.KeepFrom(_before);
        _before = state;
        var errors = state.Errors.ToList();
        var peppers = ReadPeppers(state, errors);
        foreach (var gone in _loaders.Keys.Where(name => !IsPublished(state, name)).ToList()) _loaders.Remove(gone);
        foreach (var (name, files) in state.Products.Where(entry => entry.Value.HasProduct))
        {
            if (!_loaders.TryGetValue(name, out var loader)) _loaders[name] = loader = new ProductLoader(name);
            loader.Load(files, peppers);
        }
        errors.AddRange(_loaders.OrderBy(entry => entry.Key, StringComparer.Ordinal).SelectMany(entry => entry.Value.Errors));
        var complete = Current.Complete || (state.ProductsComplete && state.ApplicationsComplete && peppers is not null);
        return new Snapshot(_loaders.Values.Select(loader => loader.Runtime).OfType<ProductRuntime>(), errors, state.Pool ?? Current.Pool, complete);
    }

    private static bool IsPublished(DirectoryState state, string product) => state.Products.GetValueOrDefault(product)?.HasProduct == true;

    private PepperTable? ReadPeppers(DirectoryState state, List<EntryError> errors)
    {
        if (state.Peppers is not { } file)
        {
            errors.Add(new EntryError(EntryNames.Peppers, null, "has not arrived: keys cannot be judged"));
        }
        else if (_peppers?.Hash != file.Hash)
        {
            try
            {
                _peppers = (file.Hash, new PepperTable(Entries.Read(file, ConfigurationJson.Default.PepperSet, set => set.Format).Value));
            }
            catch (InvalidDataException exception)
            {
                errors.Add(new EntryError(file.Name, null, exception.Message));
            }
        }
        return _peppers?.Table;
    }
}
