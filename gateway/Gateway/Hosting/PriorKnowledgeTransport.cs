using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Headgate.Gateway.Hosting;

/// <summary>
/// HTTP/1.1 and HTTP/2 on one clear-text port. Kestrel wants to be told the version per endpoint when there is no TLS; so connections that
/// begin with the preface of HTTP/2 (RFC 9113 §3.4) are handed on to a second endpoint that exists only in memory.
/// </summary>
internal sealed class PriorKnowledgeTransport : IConnectionListenerFactory, IConnectionListenerFactorySelector, IConnectionListener
{
    // "PRI" is reserved: no HTTP/1.1 request begins with it.
    private static readonly byte[] PrefaceStart = "PRI "u8.ToArray();

    private readonly Channel<ConnectionContext> _handedOn = Channel.CreateUnbounded<ConnectionContext>();

    /// <summary>The endpoint to which HTTP/2 connections are handed on.</summary>
    public EndPoint EndPoint { get; } = new MemoryEndPoint();

    public bool CanBind(EndPoint endpoint) => endpoint is MemoryEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(this);

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _handedOn.Reader.WaitToReadAsync(cancellationToken) && _handedOn.Reader.TryRead(out var connection) ? connection : null;

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _handedOn.Writer.TryComplete();
        return default;
    }

    public ValueTask DisposeAsync() => UnbindAsync();

    /// <summary>Connection middleware of the HTTP/1.1 endpoint.</summary>
    /// <param name="http1">What takes all other connections.</param>
    /// <param name="patience">Longest wait for the first bytes, after which the connection is closed.</param>
    public ConnectionDelegate Dispatch(ConnectionDelegate http1, TimeSpan patience) => async connection =>
    {
        if (!await BeginsWithPrefaceAsync(connection, patience))
        {
            await http1(connection);
            return;
        }
        await using var handed = new HandedConnection(connection);
        if (_handedOn.Writer.TryWrite(handed)) await handed.Done;
    };

    private static async Task<bool> BeginsWithPrefaceAsync(ConnectionContext connection, TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        await using var registration = timeout.Token.Register(() => connection.Abort(new ConnectionAbortedException("The first bytes did not arrive in time.")));
        var input = connection.Transport.Input;
        while (true)
        {
            var result = await input.ReadAsync(connection.ConnectionClosed).ConfigureAwait(false);
            var verdict = Judge(result.Buffer);
            // Nothing is consumed; with an open verdict it is all examined, so that the next read waits for more.
            input.AdvanceTo(result.Buffer.Start, verdict is null && !result.IsCompleted ? result.Buffer.End : result.Buffer.Start);
            if (verdict is { } known) return known;
            if (result.IsCompleted || result.IsCanceled) return false;
        }
    }

    private static bool? Judge(ReadOnlySequence<byte> buffer)
    {
        Span<byte> start = stackalloc byte[PrefaceStart.Length];
        var length = (int)Math.Min(buffer.Length, start.Length);
        buffer.Slice(0, length).CopyTo(start);
        if (!PrefaceStart.AsSpan().StartsWith(start[..length])) return false;
        return length == PrefaceStart.Length ? true : null;
    }

    EndPoint IConnectionListener.EndPoint => EndPoint;

    private sealed class MemoryEndPoint : EndPoint
    {
        public override string ToString() => "http2-prior-knowledge";
    }

    /// <summary>A connection that belongs to the first endpoint and is served by the second: its end is told, not carried out.</summary>
    private sealed class HandedConnection(ConnectionContext inner) : ConnectionContext
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Done => _done.Task;

        public override string ConnectionId { get => inner.ConnectionId; set => inner.ConnectionId = value; }

        public override IFeatureCollection Features => inner.Features;

        public override IDictionary<object, object?> Items { get => inner.Items; set => inner.Items = value; }

        public override IDuplexPipe Transport { get => inner.Transport; set => inner.Transport = value; }

        public override CancellationToken ConnectionClosed { get => inner.ConnectionClosed; set => inner.ConnectionClosed = value; }

        public override EndPoint? LocalEndPoint { get => inner.LocalEndPoint; set => inner.LocalEndPoint = value; }

        public override EndPoint? RemoteEndPoint { get => inner.RemoteEndPoint; set => inner.RemoteEndPoint = value; }

        public override void Abort(ConnectionAbortedException abortReason) => inner.Abort(abortReason);

        public override ValueTask DisposeAsync()
        {
            _done.TrySetResult();
            return base.DisposeAsync();
        }
    }
}
