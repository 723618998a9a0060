using StackExchange.Redis;

namespace Headgate.Limits.Redis;

/// <summary>
/// One connection to one primary, or to all primaries of a Cluster. To a single server it is made once and never repaired: when something is wrong
/// another one takes its place, with names looked up and secrets read anew.
/// </summary>
internal sealed class RedisLink : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _connection;
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes over a connection that was just made.</summary>
    public RedisLink(ConnectionMultiplexer connection, RedisAddress address, RedisSecrets secrets)
    {
        (_connection, Address, Secrets, Database) = (connection, address, secrets, connection.GetDatabase());
        IsCluster = connection.GetServers().Any(server => server.ServerType == ServerType.Cluster);
        connection.ConnectionFailed += OnFailed;
        connection.ConnectionRestored += OnRestored;
        connection.ErrorMessage += OnError;
        // It may have been lost before anybody listened.
        if (!connection.IsConnected) _lost.TrySetResult("it was closed at once");
    }

    /// <summary>A node of a Cluster was lost or is back. Raised on any thread.</summary>
    public event Action? NodeChanged;

    /// <summary>Whom it was made to.</summary>
    public RedisAddress Address { get; }

    /// <summary>What the files said then.</summary>
    public RedisSecrets Secrets { get; }

    /// <summary>Commands go here.</summary>
    public IDatabase Database { get; }

    /// <summary>Whether it leads to a Cluster.</summary>
    public bool IsCluster { get; }

    /// <summary>Completes with the reason once it is of no use any more.</summary>
    public Task<string> Lost => _lost.Task;

    /// <summary>Whether a primary was found.</summary>
    public bool HasPrimary => Primaries().Any();

    /// <summary>Asks every primary for a sign of life.</summary>
    /// <returns>How many are cut off or silent, and whether those are all; of a Cluster those alone count that hold slots.</returns>
    public async Task<(int Count, bool AreAll)> SilentAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var beats = await Task.WhenAll(Primaries().Select(async server => server.IsConnected && await Pulse.BeatsAsync(server, time, cancellationToken)));
        var silent = beats.Count(beat => !beat);
        return (silent, silent == beats.Length);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _connection.ConnectionFailed -= OnFailed;
        _connection.ConnectionRestored -= OnRestored;
        _connection.ErrorMessage -= OnError;
        await _connection.DisposeAsync();
    }

    private IEnumerable<IServer> Primaries()
    {
        var servers = _connection.GetServers();
        if (!IsCluster) return servers.Where(server => !server.IsReplica);
        var map = servers.Where(server => server.IsConnected).Select(server => server.ClusterConfiguration).FirstOrDefault(map => map is not null);
        var owners = map?.Nodes.Where(node => !node.IsReplica && node.Slots.Count > 0).Select(node => node.EndPoint).ToHashSet();
        return owners is null ? servers : servers.Where(server => owners.Contains(server.EndPoint));
    }

    private void OnFailed(object? sender, ConnectionFailedEventArgs failure)
    {
        if (IsCluster) NodeChanged?.Invoke();
        else _lost.TrySetResult(failure.FailureType switch
        {
            ConnectionFailureType.SocketClosed => "it closed the connection",
            ConnectionFailureType.SocketFailure => "the connection broke",
            ConnectionFailureType.ProtocolFailure => "it sent what is not the protocol of Redis",
            var other => $"the connection failed ({other})",
        });
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs restored)
    {
        if (IsCluster) NodeChanged?.Invoke();
    }

    private void OnError(object? sender, RedisErrorEventArgs error)
    {
        // A primary that was made a replica need not close its connections. On a Cluster it redirects.
        if (!IsCluster && error.Message.StartsWith("READONLY", StringComparison.Ordinal)) _lost.TrySetResult("it is a replica now");
    }
}
