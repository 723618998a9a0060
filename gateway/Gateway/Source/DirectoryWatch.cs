using Headgate.Configuration;

namespace Headgate.Gateway.Source;

/// <summary>
/// Tells when something moves in the mounted directories. Watches the directories without a filter, because a mounted ConfigMap changes by
/// a rename of <c>..data</c> that a watch on a file never sees.
/// </summary>
internal sealed class DirectoryWatch(string root, Action changed) : IDisposable
{
    private readonly Dictionary<string, FileSystemWatcher> _watchers = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Watches what exists by now.</summary>
    public void Renew()
    {
        lock (_lock)
        {
            foreach (var directory in new[] { root, Path.Combine(root, EntryNames.ProductsDirectory), Path.Combine(root, EntryNames.ApplicationsDirectory) })
            {
                if (!_watchers.ContainsKey(directory) && Directory.Exists(directory)) _watchers[directory] = Watch(directory);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var watcher in _watchers.Values) watcher.Dispose();
            _watchers.Clear();
        }
    }

    private FileSystemWatcher Watch(string directory)
    {
        var watcher = new FileSystemWatcher(directory);
        watcher.Created += OnChange;
        watcher.Changed += OnChange;
        watcher.Deleted += OnChange;
        watcher.Renamed += OnChange;
        watcher.Error += OnError;
        watcher.EnableRaisingEvents = true;
        return watcher;

        void OnChange(object sender, FileSystemEventArgs change) => changed();

        // Events were lost, or the directory itself was replaced: begin anew at the next look.
        void OnError(object sender, ErrorEventArgs error)
        {
            lock (_lock)
            {
                if (_watchers.Remove(directory, out var broken)) broken.Dispose();
            }
            changed();
        }
    }
}
