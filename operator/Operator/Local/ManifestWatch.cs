using System.Threading.Channels;

namespace Headgate.Operator.Local;

/// <summary>Tells when the manifests were saved. Several events of one save are one change.</summary>
internal sealed class ManifestWatch : IDisposable
{
    // Editors write a file in several steps; a reading between two of them would only show a broken file for a moment.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    private readonly FileSystemWatcher _watcher;
    private readonly TimeProvider _time;
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public ManifestWatch(string path, TimeProvider time)
    {
        _time = time;
        _watcher = Directory.Exists(path)
            ? new FileSystemWatcher(path) { IncludeSubdirectories = true }
            : new FileSystemWatcher(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path));
        _watcher.Changed += (_, _) => _changes.Writer.TryWrite(true);
        _watcher.Created += (_, _) => _changes.Writer.TryWrite(true);
        _watcher.Deleted += (_, _) => _changes.Writer.TryWrite(true);
        _watcher.Renamed += (_, _) => _changes.Writer.TryWrite(true);
        _watcher.Error += (_, _) => _changes.Writer.TryWrite(true);
        _watcher.EnableRaisingEvents = true;
    }

    /// <summary>Waits for the next change, then until it is quiet.</summary>
    public async Task NextAsync(CancellationToken cancellationToken)
    {
        await _changes.Reader.ReadAsync(cancellationToken);
        do await Task.Delay(Quiet, _time, cancellationToken);
        while (_changes.Reader.TryRead(out _));
    }

    public void Dispose() => _watcher.Dispose();
}
