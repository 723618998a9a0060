using System.Net;
using System.Net.Security;

namespace Headgate.Gateway.Tests.Http;

/// <summary>Calls a gateway over HTTP/2, with prior knowledge or over TLS.</summary>
internal sealed class Http2Caller(int port, RemoteCertificateValidationCallback? judge = null) : IDisposable
{
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        SslOptions = { RemoteCertificateValidationCallback = judge },
    });

    /// <summary>A request with a good key.</summary>
    public HttpRequestMessage Request(HttpMethod method, string target, HttpContent? content = null, string? key = TestProduct.GoodKey)
    {
        var request = new HttpRequestMessage(method, $"{(judge is null ? "http" : "https")}://127.0.0.1:{port}{target}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.Host = "api.test";
        if (key is not null) request.Headers.Add("user_key", key);
        return request;
    }

    /// <summary>Sends a request; comes back with the answer's headers.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _client.SendAsync(request, cancellationToken);

    /// <summary>A GET with a good key.</summary>
    public Task<HttpResponseMessage> GetAsync(string target) =>
        SendAsync(Request(HttpMethod.Get, target), TestContext.Current.CancellationToken);

    public void Dispose() => _client.Dispose();
}

/// <summary>A request body that is written while the answer is read.</summary>
internal sealed class OpenContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Sends bytes now.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var stream = await _open.Task.WaitAsync(cancellationToken);
        await stream.WriteAsync(bytes, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    /// <summary>Ends the body.</summary>
    public void Complete() => _complete.SetResult();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.FlushAsync(cancellationToken);
        _open.SetResult(stream);
        await _complete.Task.WaitAsync(cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
