using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Headgate.Gateway.Tests.Http;

/// <summary>A response as it came over the wire.</summary>
internal sealed record RawResponse(WireHead Head, byte[] Body, string Trailers)
{
    public int Status => Head.Status;

    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>Sends exactly the bytes it is told to.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly CancellationTokenSource _deadline;

    private RawClient(TcpClient tcp, CancellationTokenSource deadline)
    {
        Tcp = tcp;
        _deadline = deadline;
        Reader = new WireReader(tcp.GetStream());
    }

    public TcpClient Tcp { get; }

    public WireReader Reader { get; }

    /// <summary>Ends every wait of this connection.</summary>
    public CancellationToken Deadline => _deadline.Token;

    public static async Task<RawClient> ConnectAsync(int port)
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(IPAddress.Loopback, port, deadline.Token);
        return new RawClient(tcp, deadline);
    }

    /// <summary>Sets the deadline anew.</summary>
    public void WaitAtMost(TimeSpan time) => _deadline.CancelAfter(time);

    /// <summary>Sends text, each character one byte.</summary>
    public Task SendAsync(string latin1) => SendAsync(Encoding.Latin1.GetBytes(latin1));

    /// <summary>Sends bytes. That the other side has gone already shows in what is read.</summary>
    public async Task SendAsync(byte[] bytes)
    {
        try
        {
            await Tcp.GetStream().WriteAsync(bytes, Deadline);
        }
        catch (IOException)
        {
            // Refused while it was being sent.
        }
    }

    /// <summary>The next final response; null when the connection was closed without one.</summary>
    /// <param name="hasBody">Whether a body may follow: not after HEAD.</param>
    public async Task<RawResponse?> ReceiveAsync(bool hasBody = true)
    {
        while (true)
        {
            WireHead? head;
            try
            {
                head = await Reader.ReadHeadAsync(Deadline);
            }
            catch (IOException)
            {
                return null;
            }
            if (head is null) return null;
            if (head.Status is >= 100 and < 200 and not 101) continue;
            var empty = !hasBody || head.Status is 101 or 204 or 304;
            var body = empty ? [] : await Reader.ReadBodyAsync(head, untilClose: true, Deadline);
            return new RawResponse(head, body, Reader.Trailers);
        }
    }

    /// <summary>Sends a request and takes its response.</summary>
    public async Task<RawResponse> CallAsync(string latin1, bool hasBody = true)
    {
        await SendAsync(latin1);
        return await ReceiveAsync(hasBody) ?? throw new EndOfStreamException("Closed without a response.");
    }

    /// <summary>Cuts the connection with a reset.</summary>
    public void Reset()
    {
        Tcp.LingerState = new LingerOption(true, 0);
        Tcp.Close();
    }

    public void Dispose()
    {
        Tcp.Dispose();
        _deadline.Dispose();
    }
}
