namespace Headgate.Controllers;

/// <summary>Keeps a copy of what an API server holds.</summary>
public abstract class Reflector
{
    private volatile bool _synced;

    /// <summary>Told when <see cref="Synced"/> changed.</summary>
    public event Action? SyncedChanged;

    /// <summary>What is reflected, for messages.</summary>
    public abstract string Subject { get; }

    /// <summary>
    /// Whether the copy holds everything there was at some moment, and follows it. False before the first full list, after the server refused
    /// to tell (401, 403, 404), and from when a new list is needed until it is there. An absence counts only while this is true.
    /// </summary>
    public bool Synced
    {
        get => _synced;
        protected set
        {
            if (_synced == value) return;
            _synced = value;
            SyncedChanged?.Invoke();
        }
    }

    /// <summary>Reflects until it is cancelled.</summary>
    public abstract Task RunAsync(CancellationToken cancellationToken);
}
