namespace Headgate.Gateway.Tests.Http;

/// <summary>An output whose reader has gone.</summary>
internal class BrokenPipe : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => throw new IOException("Broken pipe");

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

/// <summary>An output whose reader reads nothing until it is told to.</summary>
internal sealed class StuckPipe : BrokenPipe
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when something is written.</summary>
    public Task Entered => _entered.Task;

    /// <summary>Writes so far.</summary>
    public int Writes { get; private set; }

    public void Release() => _release.SetResult();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Writes++;
        _entered.TrySetResult();
        await _release.Task;
    }
}
