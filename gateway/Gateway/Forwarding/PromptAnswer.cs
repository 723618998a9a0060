using System.Net;

namespace Headgate.Gateway.Forwarding;

/// <summary>
/// The body of a backend's answer. When its first part is not there yet, the answer's headers leave without it: a caller may wait for them
/// before it sends more, or to know that its stream of events is open. The forwarder holds them back so that an answer that consists of
/// headers and trailers alone, as gRPC has them, stays one; such an answer has ended when it is first read.
/// </summary>
internal sealed class PromptAnswer : HttpContent
{
    private readonly HttpContent _body;
    private readonly HttpResponse _response;

    public PromptAnswer(HttpContent body, HttpResponse response)
    {
        _body = body;
        _response = response;
    }

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new PromptStream(await _body.ReadAsStreamAsync(cancellationToken), _response);

    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _body.CopyToAsync(stream, context);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _body.Dispose();
        base.Dispose(disposing);
    }

    private sealed class PromptStream(Stream inner, HttpResponse response) : Stream
    {
        private bool _begun;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var reading = inner.ReadAsync(buffer, cancellationToken);
            if (_begun || reading.IsCompleted) return reading;
            _begun = true;
            return BeginAsync(reading, cancellationToken);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }

        private async ValueTask<int> BeginAsync(ValueTask<int> reading, CancellationToken cancellationToken)
        {
            // That the caller has gone shows when something is written; the read must not be left behind.
            await response.Body.FlushAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return await reading;
        }
    }
}
