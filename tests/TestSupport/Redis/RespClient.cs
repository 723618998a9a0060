using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Headgate.TestSupport.Redis;

/// <summary>Speaks RESP2 over one connection: any command, without a library's opinion. Not for concurrent use.</summary>
public sealed class RespClient : IAsyncDisposable
{
    private readonly TcpClient _tcp;
    private readonly Stream _stream;

    private RespClient(TcpClient tcp, Stream stream) => (_tcp, _stream) = (tcp, new BufferedStream(stream));

    /// <summary>Connects to a port of 127.0.0.1.</summary>
    /// <param name="port">The port.</param>
    /// <param name="tls">Whether to speak TLS; any certificate will do.</param>
    public static async Task<RespClient> ConnectAsync(int port, bool tls = false)
    {
        var tcp = new TcpClient { NoDelay = true };
        try
        {
            await tcp.ConnectAsync(IPAddress.Loopback, port);
            if (!tls) return new RespClient(tcp, tcp.GetStream());
            var secured = new SslStream(tcp.GetStream());
#pragma warning disable CA5359 // The test wants to talk to its own server, whatever certificate that was given.
            await secured.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "any", RemoteCertificateValidationCallback = (_, _, _, _) => true });
#pragma warning restore CA5359
            return new RespClient(tcp, secured);
        }
        catch
        {
            tcp.Dispose();
            throw;
        }
    }

    /// <summary>Runs one command.</summary>
    /// <returns>A string, a long, null, or an array of these.</returns>
    /// <exception cref="RespException">The server answered with an error.</exception>
    public async Task<object?> RunAsync(params string[] command)
    {
        await SendAsync(command);
        return await AnswerAsync();
    }

    /// <summary>Runs many commands without waiting between them.</summary>
    /// <returns>Their answers.</returns>
    /// <exception cref="RespException">The server answered one with an error.</exception>
    public async Task<IReadOnlyList<object?>> RunAllAsync(IReadOnlyCollection<string[]> commands)
    {
        var answers = new List<object?>(commands.Count);
        foreach (var batch in commands.Chunk(500))
        {
            foreach (var command in batch) Write(command);
            await _stream.FlushAsync();
            foreach (var _ in batch) answers.Add(await AnswerAsync());
        }
        return answers;
    }

    public async ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        try
        {
            await _stream.DisposeAsync();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // What was not sent any more is not missed.
        }
    }

    private async Task SendAsync(string[] command)
    {
        Write(command);
        await _stream.FlushAsync();
    }

    private void Write(string[] command)
    {
        Write($"*{command.Length}\r\n");
        foreach (var word in command) Write($"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
    }

    private void Write(string text) => _stream.Write(Encoding.UTF8.GetBytes(text));

    private async Task<object?> AnswerAsync()
    {
        var line = await LineAsync();
        var rest = Encoding.UTF8.GetString(line, 1, line.Length - 1);
        switch ((char)line[0])
        {
            case '+':
                return rest;
            case '-':
                throw new RespException(rest);
            case ':':
                return long.Parse(rest, CultureInfo.InvariantCulture);
            case '$' when Utf8Parser.TryParse(line.AsSpan(1), out int length, out _):
                if (length < 0) return null;
                var bytes = new byte[length + 2];
                await _stream.ReadExactlyAsync(bytes);
                return Encoding.UTF8.GetString(bytes, 0, length);
            case '*' when Utf8Parser.TryParse(line.AsSpan(1), out int count, out _):
                if (count < 0) return null;
                var items = new object?[count];
                for (var index = 0; index < count; index++) items[index] = await AnswerAsync();
                return items;
            default:
                throw new InvalidDataException($"\"{rest}\" is not RESP2.");
        }
    }

    private async Task<byte[]> LineAsync()
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (true)
        {
            await _stream.ReadExactlyAsync(one);
            if (one[0] == '\n') return [.. line[..^1]];
            line.Add(one[0]);
        }
    }
}

/// <summary>A server answered with an error.</summary>
public sealed class RespException(string message) : Exception(message);
