using System.Globalization;
using System.Text;

namespace Headgate.Gateway.Tests.Http;

/// <summary>The head of an HTTP/1.1 message, every byte a character of Latin-1.</summary>
internal sealed record WireHead(string Text)
{
    /// <summary>Request line or status line.</summary>
    public string StartLine => Text[..Text.IndexOf("\r\n", StringComparison.Ordinal)];

    /// <summary>Method and target of a request.</summary>
    public string Method => StartLine.Split(' ')[0];

    public string Target => StartLine.Split(' ')[1];

    /// <summary>Status of a response.</summary>
    public int Status => int.Parse(StartLine.Split(' ')[1], CultureInfo.InvariantCulture);

    /// <summary>The headers in their order.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers =>
        [.. Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()))];

    /// <summary>The values of a header joined by <c>|</c>; null without one.</summary>
    public string? this[string name]
    {
        get
        {
            var values = Headers.Where(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).ToList();
            return values.Count == 0 ? null : string.Join('|', values);
        }
    }

    public bool IsChunked => string.Equals(this["Transfer-Encoding"], "chunked", StringComparison.OrdinalIgnoreCase);

    public long? Length => this["Content-Length"] is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
}

/// <summary>Reads HTTP/1.1 off a connection and forgives nothing.</summary>
internal sealed class WireReader(Stream stream)
{
    private readonly List<byte> _unread = [];
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>The next head; null when the connection ended before one began.</summary>
    public async Task<WireHead?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        if (await ReadUntilAsync("\r\n\r\n"u8.ToArray(), cancellationToken) is { } head) return new WireHead(head);
        return _unread.Count == 0 ? null : throw new EndOfStreamException($"The connection ended within a head: {Encoding.Latin1.GetString([.. _unread])}");
    }

    /// <summary>The body that a head announces.</summary>
    /// <param name="head">The head.</param>
    /// <param name="untilClose">Whether a body without a length runs to the end of the connection, as in responses.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<byte[]> ReadBodyAsync(WireHead head, bool untilClose, CancellationToken cancellationToken)
    {
        if (head.IsChunked)
        {
            using var body = new MemoryStream();
            while (await ReadChunkAsync(cancellationToken) is { Length: > 0 } chunk) body.Write(chunk);
            return body.ToArray();
        }
        if (head.Length is { } length) return await ReadExactlyAsync((int)length, cancellationToken);
        if (!untilClose) return [];
        while (await FillAsync(cancellationToken)) { }
        return Take(_unread.Count);
    }

    /// <summary>The data of the next chunk; empty for the last one, whose trailers are in <see cref="Trailers"/>.</summary>
    public async Task<byte[]> ReadChunkAsync(CancellationToken cancellationToken)
    {
        var line = await ReadUntilAsync("\r\n"u8.ToArray(), cancellationToken) ?? throw new EndOfStreamException("The connection ended before a chunk.");
        var size = int.Parse(line.Split(';')[0].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        if (size > 0)
        {
            var data = await ReadExactlyAsync(size, cancellationToken);
            Assert.Equal("\r\n"u8.ToArray(), await ReadExactlyAsync(2, cancellationToken));
            return data;
        }
        var trailers = new StringBuilder();
        while (await ReadUntilAsync("\r\n"u8.ToArray(), cancellationToken) is { } trailer && trailer != "\r\n") trailers.Append(trailer);
        Trailers = trailers.ToString();
        return [];
    }

    /// <summary>The trailers of the last chunked body.</summary>
    public string Trailers { get; private set; } = "";

    /// <summary>So many bytes.</summary>
    public async Task<byte[]> ReadExactlyAsync(int count, CancellationToken cancellationToken)
    {
        while (_unread.Count < count)
            if (!await FillAsync(cancellationToken)) throw new EndOfStreamException($"The connection ended after {_unread.Count} of {count} bytes.");
        return Take(count);
    }

    /// <summary>Everything up to the end of the connection, a reset included.</summary>
    public async Task<string> ReadToEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await FillAsync(cancellationToken)) { }
        }
        catch (IOException)
        {
            // A reset ends a connection too.
        }
        return Encoding.Latin1.GetString(Take(_unread.Count));
    }

    private async Task<string?> ReadUntilAsync(byte[] end, CancellationToken cancellationToken)
    {
        for (var searched = 0; ;)
        {
            var found = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_unread)[searched..].IndexOf(end);
            if (found >= 0) return Encoding.Latin1.GetString(Take(searched + found + end.Length));
            searched = Math.Max(0, _unread.Count - end.Length + 1);
            if (!await FillAsync(cancellationToken)) return null;
        }
    }

    private byte[] Take(int count)
    {
        var taken = _unread[..count].ToArray();
        _unread.RemoveRange(0, count);
        return taken;
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        var read = await stream.ReadAsync(_buffer, cancellationToken);
        _unread.AddRange(_buffer.AsSpan(0, read));
        return read > 0;
    }
}
