using Headgate.Limits.Redis;
using Headgate.TestSupport.Redis;
using StackExchange.Redis;

namespace Headgate.Limits.Tests.Redis.Servers;

/// <summary>
/// A server for the tests that do it no harm: started for the first of them that runs, and each has names of its own.
/// </summary>
/// <param name="connections">Over how many connections scripts go, one after the other.</param>
public abstract class SharedServer(int connections) : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1);
    private readonly List<ConnectionMultiplexer> _connections = [];
    private IAsyncDisposable? _server;
    private int _prefixes;
    private uint _turn;

    /// <summary>One connection after the other.</summary>
    public IDatabase Database => _connections[(int)(Interlocked.Increment(ref _turn) % connections)].GetDatabase();

    /// <summary>Starts it unless it runs; skips the test where there is no such server.</summary>
    public async ValueTask UseAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (_connections.Count == connections) return;
            (_server, var address) = await StartAsync();
            while (_connections.Count < connections) _connections.Add(await ConnectionMultiplexer.ConnectAsync(Patience.Client(address)));
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var connection in _connections) await connection.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        _starting.Dispose();
    }

    /// <summary>Names that no other test has.</summary>
    internal CounterKeys NewKeys() => new($"test{Interlocked.Increment(ref _prefixes)}", "production");

    /// <summary>Runs scripts for as long as they take: the machine's load decides no test.</summary>
    internal ScriptRunner Scripts(StoreHealth? health = null) => new(() => Database, health ?? new StoreHealth(TimeProvider.System), Patience.Deadline);

    /// <summary>Starts the server and tells its address.</summary>
    private protected abstract Task<(IAsyncDisposable Server, string Address)> StartAsync();
}
