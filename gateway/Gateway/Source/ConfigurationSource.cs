using System.Threading.Channels;
using Headgate.Gateway.Snapshots;

namespace Headgate.Gateway.Source;

/// <summary>
/// Keeps the current snapshot in step with the mounted directories: at once when the file system says that something moved, and by a
/// look every ten seconds as the net below (a watch can be lost, or the directory be mounted later).
/// </summary>
public sealed partial class ConfigurationSource(string root, TimeProvider time, ILogger<ConfigurationSource> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(10);

    private readonly ConfigurationLoader _loader = new(root);
    private readonly Lock _loading = new();
    private volatile Snapshot _current = Snapshot.Empty;

    /// <summary>What requests are judged by now.</summary>
    public Snapshot Current => _current;

    /// <summary>When the current snapshot was taken; null before the first.</summary>
    public DateTimeOffset? LoadedAt { get; private set; }

    /// <summary>Called with each new snapshot, after it is in force.</summary>
    public event Action<Snapshot>? Changed;

    /// <summary>Looks at the directories now.</summary>
    /// <returns>The snapshot in force.</returns>
    public Snapshot Reload()
    {
        lock (_loading)
        {
            var next = _loader.Load();
            if (ReferenceEquals(next, _current)) return next;
            foreach (var error in next.Errors.Except(_current.Errors)) LogNotInForce(error.Entry, error.Product ?? "-", error.Message);
            _current = next;
            LoadedAt = time.GetUtcNow();
            LogLoaded(next.Products.Count, next.Errors.Count);
        }
        Changed?.Invoke(_current);
        return _current;
    }

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Reload();
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var watchers = new DirectoryWatch(root, () => wake.Writer.TryWrite(true));
        wake.Writer.TryWrite(true);
        using var timer = time.CreateTimer(_ => wake.Writer.TryWrite(true), null, Poll, Poll);
        await foreach (var _ in wake.Reader.ReadAllAsync(stoppingToken))
        {
            watchers.Renew();
            Reload();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{entry} of {product} is not in force: {message}")]
    private partial void LogNotInForce(string entry, string product, string message);

    [LoggerMessage(Level = LogLevel.Information, Message = "Configuration loaded: {products} Products, {errors} errors")]
    private partial void LogLoaded(int products, int errors);
}
