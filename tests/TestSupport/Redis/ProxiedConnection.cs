using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Headgate.TestSupport.Redis;

/// <summary>One caller's connection through a <see cref="FaultProxy"/>.</summary>
internal sealed class ProxiedConnection(Socket caller, FaultySide toServer, FaultySide toCaller) : IDisposable
{
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _reset = new();

    /// <summary>Carries bytes until both directions have ended or the connection is reset.</summary>
    public async Task CarryAsync(int target, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_reset.Token, cancellationToken);
        caller.NoDelay = true;
        try
        {
            await _server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, target), end.Token);
            await Task.WhenAll(CarryAsync(caller, _server, toServer, end.Token), CarryAsync(_server, caller, toCaller, end.Token));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Also what the server refuses: a caller of the proxy sees a reset.
        }
        Reset();
    }

    public void Dispose()
    {
        _server.Dispose();
        _reset.Dispose();
    }

    /// <summary>Ends both sides with RST.</summary>
    public void Reset()
    {
        try
        {
            _reset.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself meanwhile.
        }
        foreach (var socket in new[] { caller, _server })
        {
            // Linger 0: what the kernel has not sent yet is thrown away, and the other side is told so.
            if (socket.Connected) socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        }
    }

    private async Task CarryAsync(Socket from, Socket to, FaultySide side, CancellationToken cancellationToken)
    {
        var pieces = Channel.CreateUnbounded<(byte[] Bytes, long Read)>();
        var reading = ReadAsync(from, pieces.Writer, cancellationToken);
        try
        {
            var open = true;
            // What follows a half-close has nowhere to go.
            await foreach (var (bytes, read) in pieces.Reader.ReadAllAsync(cancellationToken)) open = open && await SendAsync(bytes, read, to, side, cancellationToken);
            if (open && to.Connected) to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            Reset();
        }
        await reading;
    }

    private async Task ReadAsync(Socket from, ChannelWriter<(byte[] Bytes, long Read)> pieces, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, cancellationToken) is var length and > 0)
                pieces.TryWrite((buffer[..length], TimeProvider.System.GetTimestamp()));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Reset by the other side: so is this one.
            Reset();
        }
        finally
        {
            pieces.TryComplete();
        }
    }

    // Whether the direction is still open.
    private async Task<bool> SendAsync(byte[] bytes, long read, Socket to, FaultySide side, CancellationToken cancellationToken)
    {
        var late = side.Fault.Delay - TimeProvider.System.GetElapsedTime(read);
        if (late > TimeSpan.Zero) await Task.Delay(late, cancellationToken);
        var fault = await side.PassableAsync(cancellationToken);
        if (fault.HalfClose)
        {
            to.Shutdown(SocketShutdown.Send);
            return false;
        }
        var sent = fault.Garbage?.ToArray() ?? bytes;
        if (fault.ResetAfter is { } length) sent = sent[..Math.Min(length, sent.Length)];
        foreach (var piece in fault.OneByteAtATime ? sent.Chunk(1) : [sent])
        {
            if (piece.Length > 0) await to.SendAsync(piece, cancellationToken);
            // Nagle is off: each goes out alone, if the other side reads it before the next.
            if (fault.OneByteAtATime) await Task.Yield();
        }
        if (fault.ResetAfter is not null) Reset();
        return true;
    }
}
