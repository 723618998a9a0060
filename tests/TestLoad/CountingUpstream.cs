using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Headgate.TestLoad;

/// <summary>
/// An upstream that answers nothing but 200 and counts calls by the key in them: what arrives here was accepted, whatever its caller saw. Speaks as
/// much HTTP/1.1 as a gateway sends for a GET, so that it costs little beside what is measured.
/// </summary>
public sealed class CountingUpstream : IAsyncDisposable
{
    private const int LongestHead = 16 * 1024;

    private static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray();
    private static readonly byte[] KeyStart = Encoding.ASCII.GetBytes(LoadPool.KeyOf(0)[..^8]);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, Task> _callers = new();
    private readonly ConcurrentDictionary<(int Application, int Kind), long> _calls = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _accepting;

    private CountingUpstream()
    {
        _listener.Start(backlog: 1024);
        _accepting = AcceptAsync();
    }

    /// <summary>Port of 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Calls that arrived.</summary>
    public long Total => _calls.Values.Sum();

    /// <summary>Starts one.</summary>
    public static CountingUpstream Start() => new();

    /// <summary>Calls of an Application that arrived, by its place in the pool and that of the kind in <see cref="CallKind.All"/>.</summary>
    public long Calls(int application, int kind) => _calls.GetValueOrDefault((application, kind));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Dispose();
        await _accepting;
        foreach (var caller in _callers.Keys) caller.Dispose();
        await Task.WhenAll(_callers.Values);
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var caller = await _listener.AcceptSocketAsync(_closing.Token);
                caller.NoDelay = true;
                _callers[caller] = Task.Run(() => ServeAsync(caller));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It closes.
        }
    }

    private async Task ServeAsync(Socket caller)
    {
        var buffer = new byte[LongestHead];
        var filled = 0;
        try
        {
            while (await caller.ReceiveAsync(buffer.AsMemory(filled)) is var read and > 0)
            {
                filled += read;
                while (buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8) is var end and >= 0)
                {
                    Count(buffer.AsSpan(0, end));
                    end += 4;
                    buffer.AsSpan(end, filled - end).CopyTo(buffer);
                    filled -= end;
                    await caller.SendAsync(Answer);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // A gateway that is killed.
        }
        finally
        {
            _callers.TryRemove(caller, out _);
            caller.Dispose();
        }
    }

    private void Count(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf(KeyStart);
        if (at < 0) throw new InvalidDataException($"A call without a key: {Encoding.ASCII.GetString(head)}");
        var application = int.Parse(head.Slice(at + KeyStart.Length, 8), NumberStyles.None, CultureInfo.InvariantCulture);
        var path = head["GET ".Length..];
        path = path[..path.IndexOf((byte)' ')];
        for (var kind = 0; kind < CallKind.All.Count; kind++)
        {
            if (!Ascii.Equals(path, CallKind.All[kind].Path)) continue;
            _calls.AddOrUpdate((application, kind), 1, static (_, count) => count + 1);
            return;
        }
    }
}
