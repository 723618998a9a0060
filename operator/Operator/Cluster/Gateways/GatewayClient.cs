using System.Text.Json;
using Headgate.Configuration;
using Headgate.Operator.Cluster.Observing;

namespace Headgate.Operator.Cluster.Gateways;

/// <summary>Asks gateways what they serve and what was used.</summary>
internal sealed class GatewayClient(TimeProvider time) : IDisposable
{
    private const int MostBytes = 64 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        ConnectTimeout = Patience,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
    })
    {
        MaxResponseContentBufferSize = MostBytes,
    };

    /// <summary>The answer of one gateway; null when it does not give a good one in time.</summary>
    public async Task<GatewayStatus?> AskAsync(GatewayPod pod, int port, bool usage, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var url = new UriBuilder(Uri.UriSchemeHttp, pod.Address, port, "/status", usage ? "?usage=true" : "").Uri;
            var answer = await _http.GetByteArrayAsync(url, either.Token);
            return JsonSerializer.Deserialize(answer, StatusJson.Default.GatewayStatus);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or UriFormatException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();
}
