using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Headgate.Gateway.Tests.Http;

/// <summary>A request as it reached the backend.</summary>
internal sealed record RecordedRequest(WireHead Head, byte[] Body)
{
    public string Text => Encoding.Latin1.GetString(Body);
}

/// <summary>One request on a backend's connection, and the means to answer it.</summary>
internal sealed class Exchange(WireHead head, WireReader reader, Socket socket, CancellationToken stopping)
{
    private byte[]? _body;

    public WireHead Head => head;

    public WireReader Reader => reader;

    public CancellationToken Stopping => stopping;

    /// <summary>Whether another request may follow.</summary>
    public bool KeepsAlive { get; private set; } = true;

    public async Task<byte[]> ReadBodyAsync() => _body ??= await reader.ReadBodyAsync(head, untilClose: false, stopping);

    public async Task SendAsync(string latin1) => await SendAsync(Encoding.Latin1.GetBytes(latin1));

    public async Task SendAsync(byte[] bytes) => await socket.SendAsync(bytes, stopping);

    /// <summary>Ends the connection in order.</summary>
    public void Close()
    {
        KeepsAlive = false;
        socket.Shutdown(SocketShutdown.Both);
    }

    /// <summary>Cuts the connection with a reset.</summary>
    public void Reset()
    {
        KeepsAlive = false;
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    /// <summary>Waits until the gateway gives the connection up.</summary>
    public async Task GoneAsync()
    {
        KeepsAlive = false;
        await reader.ReadToEndAsync(stopping);
    }
}

/// <summary>A backend on loopback that records every request byte for byte and answers as it is told.</summary>
internal sealed class RawUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<RecordedRequest> _requests = Channel.CreateUnbounded<RecordedRequest>();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly Task _accepting;
    private int _accepted;

    public RawUpstream()
    {
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>Connections accepted so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>How a request is answered; by default with its own target, after its body was read.</summary>
    public Func<Exchange, Task> Script { get; set; } = Ok;

    public static async Task Ok(Exchange exchange)
    {
        await exchange.ReadBodyAsync();
        var body = exchange.Head.Method == "HEAD" ? "" : "ok";
        await exchange.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{body}");
    }

    /// <summary>A script that sends these bytes once the request's body was read.</summary>
    public static Func<Exchange, Task> Answer(string latin1, bool close = false) => async exchange =>
    {
        await exchange.ReadBodyAsync();
        await exchange.SendAsync(latin1);
        if (close) exchange.Close();
    };

    /// <summary>The next request, which may still be on its way.</summary>
    public ValueTask<RecordedRequest> NextAsync(CancellationToken cancellationToken) => _requests.Reader.ReadAsync(cancellationToken);

    /// <summary>Takes all requests recorded so far.</summary>
    public IReadOnlyList<RecordedRequest> Take()
    {
        var taken = new List<RecordedRequest>();
        while (_requests.Reader.TryRead(out var request)) taken.Add(request);
        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync(_stopping.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
            Interlocked.Increment(ref _accepted);
            _connections.TryAdd(ServeAsync(socket), true);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                socket.NoDelay = true;
                await using var stream = new NetworkStream(socket);
                var reader = new WireReader(stream);
                for (var alive = true; alive && await reader.ReadHeadAsync(_stopping.Token) is { } head;)
                {
                    var exchange = new Exchange(head, reader, socket, _stopping.Token);
                    // A small body is recorded with its request; one that a script reads itself is not.
                    var body = Script == Ok || head.Length is <= 4096 ? await exchange.ReadBodyAsync() : [];
                    _requests.Writer.TryWrite(new RecordedRequest(head, body));
                    await Script(exchange);
                    alive = exchange.KeepsAlive;
                }
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The gateway is gone, or this backend is.
            }
        }
    }
}
