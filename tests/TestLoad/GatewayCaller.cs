using System.Net;
using System.Net.Sockets;

namespace Headgate.TestLoad;

/// <summary>One kept-alive connection to a gateway, one call at a time. Speaks just enough HTTP/1.1: two cores carry gateways, Redis and callers.</summary>
internal sealed class GatewayCaller(int port) : IDisposable
{
    // Far above what anything here takes; reached only when a gateway hangs.
    private static readonly TimeSpan Patience = TestSupport.Redis.Patience.Deadline;

    private readonly byte[] _buffer = new byte[16 * 1024];
    private Socket? _socket;

    /// <summary>Calls once.</summary>
    /// <param name="request">The request's bytes.</param>
    /// <param name="now">Reads the clock.</param>
    /// <returns>Status, when the answer was there, and the window it was judged in; status 0 when the connection broke.</returns>
    public async Task<(short Status, long At, (Headgate.Configuration.Period Period, long Start) Window)> CallAsync(ReadOnlyMemory<byte> request, Func<long> now)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            if (_socket is null) await ConnectAsync(patience.Token);
            await _socket!.SendAsync(request, patience.Token);
            var (head, filled) = (-1, 0);
            while (head < 0)
            {
                filled += await ReceiveAsync(filled, patience.Token);
                head = _buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
            }
            var at = now();
            var length = head + 4 + AnswerReader.BodyLength(_buffer.AsSpan(0, head));
            while (filled < length) filled += await ReceiveAsync(filled, patience.Token);
            return Read(_buffer.AsSpan(0, head), at);
        }
        catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException)
        {
            Close();
            return (0, now(), default);
        }
    }

    public void Dispose() => Close();

    private (short Status, long At, (Headgate.Configuration.Period Period, long Start) Window) Read(ReadOnlySpan<byte> head, long at)
    {
        if (head.IndexOf("\r\nConnection: close"u8) >= 0) Close();
        return (AnswerReader.Status(head), at, AnswerReader.Window(head, at));
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await _socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
    }

    private async ValueTask<int> ReceiveAsync(int filled, CancellationToken cancellationToken) =>
        await _socket!.ReceiveAsync(_buffer.AsMemory(filled), cancellationToken) is var read and > 0 ? read : throw new IOException("The gateway closed the connection.");

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
