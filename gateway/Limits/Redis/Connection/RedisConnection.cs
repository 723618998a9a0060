using System.Net;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Headgate.Limits.Redis;

/// <summary>
/// A connection to Redis that is kept for as long as the process lives: a single server, Sentinels, or a Cluster (see <see cref="RedisSettings"/>).
/// Connects in the background and for ever; nothing here waits for a server. Safe for concurrent use.
/// </summary>
public sealed partial class RedisConnection : IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly ILogger? _logger;
    private readonly Task _keeping;
    private volatile RedisLink? _link;
    private long _generation;
    private volatile string? _problem = "not connected yet";
    private volatile string? _told;

    private RedisConnection(RedisSettings settings, LinkKeeper keeper, ILogger? logger)
    {
        (Prefix, _logger) = (settings.Prefix, logger);
        _keeping = keeper.KeepAsync(this, _closing.Token);
    }

    /// <summary>Raised after each time that commands can be sent again, the first included; on any thread.</summary>
    public event Action? Connected;

    /// <summary>
    /// Where commands go. Read it for each command: when a connection is lost another takes its place. A command may fail with a
    /// <see cref="RedisException"/>, a <see cref="TimeoutException"/> after two seconds, or an <see cref="ObjectDisposedException"/>; then nobody knows
    /// whether it was done.
    /// </summary>
    /// <exception cref="RedisConnectionException">There is no connection now.</exception>
    public IDatabase Database => _link?.Database ?? throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, CommandFlags.None, $"Redis is away: {_problem}");

    /// <summary>
    /// Grows whenever a connection to a primary was made or lost: of what was booked before nobody knows whether that server still knows.
    /// </summary>
    public long Generation => Interlocked.Read(ref _generation);

    /// <summary>Whether commands can be sent. A server that has just fallen silent counts as connected for up to two seconds.</summary>
    public bool IsConnected => _link is not null;

    /// <summary>Why there is no connection, without secrets; null while there is one.</summary>
    public string? Problem => _problem;

    /// <summary>Whether keys are spread over the nodes of a Cluster; null until connected once.</summary>
    public bool? IsCluster { get; private set; }

    /// <summary>What every key of this installation begins with.</summary>
    public string Prefix { get; }

    /// <summary>Begins to connect and returns at once, whether or not there is a server.</summary>
    public static RedisConnection Open(RedisSettings settings, TimeProvider time, ILogger? logger) =>
        Open(settings, time, logger, Dns.GetHostAddressesAsync);

    /// <summary>The slot that a Cluster keeps a key in: keys of one slot are on one node, and may be in one script.</summary>
    /// <returns>0 to 16383.</returns>
    public static int SlotOf(RedisKey key) => KeySlot.Of(key.ToString());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_keeping.IsCompleted) return;
        await _closing.CancelAsync();
        await _keeping;
        _closing.Dispose();
    }

    internal static RedisConnection Open(RedisSettings settings, TimeProvider time, ILogger? logger, Func<string, CancellationToken, Task<IPAddress[]>> resolve) =>
        new(settings, new LinkKeeper(settings, new RedisConnector(settings, new RedisDialer(resolve, settings.Tls), time), time), logger);

    /// <summary>A link is there, perhaps in place of another.</summary>
    internal void Install(RedisLink link)
    {
        IsCluster = link.IsCluster;
        Changed();
        _link = link;
        _problem = _told = null;
        if (_logger is not null) LogConnected(_logger, link.Address, link.IsCluster ? " (a Cluster)" : "", Generation);
        Connected?.Invoke();
    }

    /// <summary>The link is of no use any more.</summary>
    internal void Withdraw(RedisLink link, string reason)
    {
        _link = null;
        _problem = reason;
        Changed();
        if (_logger is not null) LogLost(_logger, link.Address, reason);
    }

    /// <summary>Nobody will connect any more.</summary>
    internal void Close()
    {
        _problem = "the connection was closed";
        _link = null;
    }

    /// <summary>An attempt to connect failed. The same reason is told once.</summary>
    internal void Failed(string reason)
    {
        if (_link is null) _problem = reason;
        if (reason == _told) return;
        _told = reason;
        if (_logger is not null) LogFailed(_logger, reason);
    }

    /// <summary>Something that was booked before may be unknown to the servers.</summary>
    internal void Changed() => Interlocked.Increment(ref _generation);

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to Redis {Address}{Kind}; this is generation {Generation}.")]
    private static partial void LogConnected(ILogger logger, RedisAddress address, string kind, long generation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lost Redis {Address}: {Reason}. Connecting anew.")]
    private static partial void LogLost(ILogger logger, RedisAddress address, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis cannot be reached: {Reason}. Trying on.")]
    private static partial void LogFailed(ILogger logger, string reason);
}
