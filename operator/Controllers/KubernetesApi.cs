using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;

namespace Headgate.Controllers;

/// <summary>
/// Requests to an API server as JSON, over KubernetesClient's connection and credentials. Its generated calls and its watch are not used: see
/// docs/adr/0003.
/// </summary>
public sealed class KubernetesApi(Kubernetes client, Version version, TimeProvider time) : IDisposable
{
    private const string Json = "application/json";
    private const string MergePatch = "application/merge-patch+json";
    private const string ApplyPatch = "application/apply-patch+yaml";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Connects as configured, finding dead connections by pings.</summary>
    public static KubernetesApi Connect(KubernetesClientConfiguration configuration, TimeProvider time)
    {
        configuration.FirstMessageHandlerSetup = handler =>
        {
            handler.ConnectTimeout = TimeSpan.FromSeconds(10);
            handler.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
            handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(15);
        };
        return new KubernetesApi(new Kubernetes(configuration), configuration.DisableHttp2 ? HttpVersion.Version11 : HttpVersion.Version20, time);
    }

    /// <summary>Reads one object, or whatever a path gives.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    /// <exception cref="HttpRequestException">The server was not reached.</exception>
    public Task<JsonObject> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, null, Json, cancellationToken);

    /// <summary>Creates an object below the path of its kind.</summary>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public Task<JsonObject> CreateAsync(string path, JsonObject item, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, item, Json, cancellationToken);

    /// <summary>Replaces an object; its resourceVersion must be the one that stands there.</summary>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public Task<JsonObject> ReplaceAsync(string path, JsonObject item, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, path, item, Json, cancellationToken);

    /// <summary>Changes some fields (RFC 7396).</summary>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public Task<JsonObject> MergeAsync(string path, JsonObject patch, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Patch, path, patch, MergePatch, cancellationToken);

    /// <summary>
    /// Server-side apply: makes these fields, and no others, this manager's. A uid or resourceVersion in the metadata must be the one that
    /// stands there.
    /// </summary>
    /// <param name="path">Path of the object, or of its status.</param>
    /// <param name="item">The fields, with apiVersion, kind and name.</param>
    /// <param name="fieldManager">Who the fields belong to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public Task<JsonObject> ApplyAsync(string path, JsonObject item, string fieldManager, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Patch, $"{path}?fieldManager={fieldManager}&force=true", item, ApplyPatch, cancellationToken);

    /// <summary>Deletes an object, if it still is the one with this uid, and of this version where one is given.</summary>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public Task<JsonObject> DeleteAsync(string path, string uid, CancellationToken cancellationToken, string? version = null)
    {
        var preconditions = new JsonObject { ["uid"] = uid };
        if (version is not null) preconditions["resourceVersion"] = version;
        var options = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "DeleteOptions",
            ["preconditions"] = preconditions,
            ["propagationPolicy"] = "Background",
        };
        return SendAsync(HttpMethod.Delete, path, options, Json, cancellationToken);
    }

    /// <summary>Opens a list or a watch. The caller disposes the answer and bounds how long it reads.</summary>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public async Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Patience, time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var request = Request(HttpMethod.Get, path, null, Json);
        return await ExchangeAsync(request, patience.Token, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, JsonObject? body, string contentType, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Patience, time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var request = Request(method, path, body, contentType);
        using var response = await ExchangeAsync(request, patience.Token, cancellationToken);
        try
        {
            await using var content = await response.Content.ReadAsStreamAsync(patience.Token);
            return await JsonNode.ParseAsync(content, cancellationToken: patience.Token) as JsonObject
                ?? throw new HttpRequestException($"{method} {path} was answered with no object.");
        }
        catch (JsonException exception)
        {
            throw new HttpRequestException($"{method} {path} was answered with something that is not JSON.", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"{method} {path} took longer than {Patience.TotalSeconds} s.", exception);
        }
        catch (IOException exception)
        {
            throw new HttpRequestException($"The answer to {method} {path} was cut off: {exception.Message}", exception);
        }
    }

    private async Task<HttpResponseMessage> ExchangeAsync(HttpRequestMessage request, CancellationToken patience, CancellationToken cancellationToken)
    {
        HttpResponseMessage? response = null;
        try
        {
            if (client.Credentials is { } credentials) await credentials.ProcessHttpRequestAsync(request, patience);
            response = await client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience);
            if (response.IsSuccessStatusCode) return response;
            using (response) throw await ApiException.OfAsync(response, patience);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            // A connection that is cut while it is made, or while a refusal is read: the handler lets these through as they are.
            throw new HttpRequestException($"{request.Method} {request.RequestUri!.AbsolutePath}: {exception.Message}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            response?.Dispose();
            throw new HttpRequestException($"{request.Method} {request.RequestUri!.AbsolutePath} got no answer in {Patience.TotalSeconds} s.", exception);
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, JsonObject? body, string contentType)
    {
        var request = new HttpRequestMessage(method, new Uri(client.BaseUri.AbsoluteUri.TrimEnd('/') + path))
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Json));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        }
        return request;
    }
}
