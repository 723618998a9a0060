using System.Text;
using System.Threading.Channels;

namespace Headgate.Gateway.Tests.Http;

/// <summary>Takes what is written to it apart into lines.</summary>
internal sealed class LineStream : Stream
{
    private readonly MemoryStream _line = new();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The next line, which may still be on its way.</summary>
    public ValueTask<string> NextAsync(CancellationToken cancellationToken) => _lines.Reader.ReadAsync(cancellationToken);

    /// <summary>Takes all lines written so far.</summary>
    public IReadOnlyList<string> Take()
    {
        var taken = new List<string>();
        while (_lines.Reader.TryRead(out var line)) taken.Add(line);
        return taken;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        foreach (var value in buffer.AsSpan(offset, count))
        {
            if (value != '\n')
            {
                _line.WriteByte(value);
                continue;
            }
            _lines.Writer.TryWrite(Encoding.UTF8.GetString(_line.ToArray()));
            _line.SetLength(0);
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
