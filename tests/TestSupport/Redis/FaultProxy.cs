using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Headgate.TestSupport.Redis;

/// <summary>Stands between callers and a server and spoils what passes, in ways that change while connections are open.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<ProxiedConnection, Task> _connections = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly int _target;
    private readonly Task _accepting;
    private int _accepted;

    private FaultProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What happens to what callers send.</summary>
    public FaultySide ToServer { get; } = new();

    /// <summary>What happens to answers.</summary>
    public FaultySide ToCaller { get; } = new();

    /// <summary>Whether new connections are reset at once.</summary>
    public bool Refusing { get; set; }

    /// <summary>Port of 127.0.0.1 that callers use.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Connections that were ever accepted.</summary>
    public int Accepted => _accepted;

    /// <summary>Connections that are open.</summary>
    public int Open => _connections.Count;

    /// <summary>Starts one in front of a port of 127.0.0.1; without faults until some are set.</summary>
    public static FaultProxy Start(int target) => new(target);

    /// <summary>Resets (RST) every open connection.</summary>
    public void ResetAll()
    {
        foreach (var connection in _connections.Keys) connection.Reset();
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Dispose();
        await _accepting;
        ResetAll();
        await Task.WhenAll(_connections.Values);
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var caller = await _listener.AcceptSocketAsync(_closing.Token);
                Interlocked.Increment(ref _accepted);
                var connection = new ProxiedConnection(caller, ToServer, ToCaller);
                if (Refusing)
                {
                    connection.Reset();
                    connection.Dispose();
                    continue;
                }
                _connections[connection] = CarryAsync(connection);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                if (_closing.IsCancellationRequested) return;
            }
        }
    }

    private async Task CarryAsync(ProxiedConnection connection)
    {
        // It must be in the list before it is taken off.
        await Task.Yield();
        await connection.CarryAsync(_target, _closing.Token);
        if (_connections.TryRemove(connection, out _)) connection.Dispose();
    }
}
