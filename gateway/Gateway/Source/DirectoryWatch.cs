using Headgate.Configuration;

namespace Headgate.Gateway.Source;

/// <summary>
/// Tells when something moves in the mounted directories. Watches the directories without a filter, because a mounted ConfigMap changes by
/// a rename of <c>..data</c> that a watch on a file never sees.
/// </summary>
internal sealed class DirectoryWatch(string root, Action changed) : IDisposable
{
    private readonly string[] _directories = [root, Path.Combine(root, EntryNames.ProductsDirectory), Path.Combine(root, EntryNames.ApplicationsDirectory)];
    private readonly Dictionary<string, FileSystemWatcher> _watchers = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Watches what exists by now. What cannot be watched is tried again at the next look.</summary>
    public void Renew()
    {
        lock (_lock)
        {
            foreach (var directory in _directories)
            {
                if (!_watchers.ContainsKey(directory) && TryWatch(directory) is { } watcher) _watchers[directory] = watcher;
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

    private FileSystemWatcher? TryWatch(string directory)
    {
        if (!Directory.Exists(directory)) return null;
        var watcher = new FileSystemWatcher();
        watcher.Created += OnMove;
        watcher.Deleted += OnMove;
        watcher.Renamed += OnMove;
        watcher.Changed += (_, _) => changed();
        watcher.Error += (_, _) => Forget(directory);
        try
        {
            watcher.Path = directory;
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // No watches are left on this machine, or the directory went away just now.
            watcher.Dispose();
            return null;
        }

        // A directory that was replaced is another one: its old watch sees nothing any more.
        void OnMove(object sender, FileSystemEventArgs move) => Forget(Path.Combine(directory, move.Name ?? ""));
    }

    // Begins anew at the look that follows.
    private void Forget(string directory)
    {
        lock (_lock)
        {
            if (_watchers.Remove(directory, out var watcher)) watcher.Dispose();
        }
        changed();
    }
}
