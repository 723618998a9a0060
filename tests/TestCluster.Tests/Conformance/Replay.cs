using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;

namespace Headgate.TestCluster.Tests.Conformance;

/// <summary>Makes the recorded requests again, in their order, and compares the answers.</summary>
internal sealed class Replay(TestApi api, CancellationToken cancellationToken) : IDisposable
{
    private readonly Dictionary<string, Kubernetes> _clients = new(StringComparer.Ordinal);
    private readonly Translation _translation = new();

    /// <summary>Plays one case.</summary>
    /// <returns>The first difference; null for none.</returns>
    public async Task<string?> PlayAsync(RecordedCase recorded)
    {
        await PrepareAsync(recorded.Id);
        var during = recorded.Id == "kube-114" ? ChangeAsync() : Task.CompletedTask;
        using var response = await SendAsync(recorded);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        await during;
        // Without CEL this one was taken; on the recorded server it is not there.
        if (recorded.Id == "kube-045" && response.IsSuccessStatusCode) await DeleteAsync(JsonNode.Parse(text)!);
        if ((int)response.StatusCode != recorded.Status) return $"status: recorded {recorded.Status}, here {(int)response.StatusCode}: {text[..Math.Min(text.Length, 400)]}";
        return OfHeaders(recorded, response) ?? OfBody(recorded, text);
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values) client.Dispose();
    }

    private static string? OfHeaders(RecordedCase recorded, HttpResponseMessage response)
    {
        var warnings = response.Headers.TryGetValues("Warning", out var values) ? values.Where(value => !value.Contains("TestCluster", StringComparison.Ordinal)).ToList() : [];
        // The recorder kept the last one.
        if ((string?)recorded.Headers["Warning"] != warnings.LastOrDefault()) return $"Warning: recorded {recorded.Headers["Warning"]}, here {warnings.LastOrDefault()}";
        if ((string?)recorded.Headers["Retry-After"] != response.Headers.RetryAfter?.ToString()) return $"Retry-After: recorded {recorded.Headers["Retry-After"]}, here {response.Headers.RetryAfter}";
        var (theirs, ours) = ((string?)recorded.Headers["Content-Type"], response.Content.Headers.ContentType?.ToString());
        return recorded.Lines is null && theirs != ours ? $"Content-Type: recorded {theirs}, here {ours}" : null;
    }

    private string? OfBody(RecordedCase recorded, string text)
    {
        var difference = new Difference(_translation);
        if (recorded.Lines is { } lines)
        {
            var ours = new JsonArray([.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)), null]);
            // Which namespaces a cluster has from the start, and when a bookmark comes, differs.
            if (recorded.Id == "kube-118") return ours.Count == lines.Count ? null : $"{lines.Count} lines were recorded, {ours.Count} came";
            return difference.Of(lines, ours, "lines");
        }
        if (recorded.Body is JsonValue value && value.GetValueKind() == JsonValueKind.String) return (string)value! == text ? null : $"body: recorded {value}, here {text}";
        return difference.Of(recorded.Body, JsonNode.Parse(text), "body");
    }

    private async Task<HttpResponseMessage> SendAsync(RecordedCase recorded)
    {
        var client = await ClientOfAsync(recorded.As);
        using var request = new HttpRequestMessage(new HttpMethod(recorded.Method), new Uri(client.BaseUri, _translation.ToOurs(recorded.Path)));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("recorder", "1"));
        if (recorded.Accept is { } accept) request.Headers.TryAddWithoutValidation("Accept", accept);
        if (recorded.RequestBody is { } body)
        {
            var text = body.GetValueKind() == JsonValueKind.String ? (string)body! : body.ToJsonString();
            if (recorded.Id == "kube-137") text = OverOneMebibyte;
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(_translation.ToOurs(text)));
        }
        if (recorded.ContentType is { } contentType) (request.Content ??= new ByteArrayContent([])).Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (client.Credentials is { } credentials) await credentials.ProcessHttpRequestAsync(request, cancellationToken);
        return await client.HttpClient.SendAsync(request, cancellationToken);
    }

    private async Task<Kubernetes> ClientOfAsync(string who)
    {
        if (_clients.TryGetValue(who, out var known)) return known;
        var configuration = who.Split(' ')[0] switch
        {
            "admin" => api.Configuration(),
            "anonymous" => api.Configuration(token: null),
            "unknown" => api.Configuration("nobody-knows-this"),
            _ => api.Configuration(await api.TokenOfAsync("rec", "op", cancellationToken)),
        };
        return _clients[who] = new Kubernetes(configuration);
    }

    // What the recorder did between the cases, as far as later ones show it.
    private async Task PrepareAsync(string id)
    {
        switch (id)
        {
            case "kube-124":
                await WidgetAsync("d1", new JsonObject());
                break;
            case "kube-127":
                await WidgetAsync("f", new JsonObject { ["finalizers"] = new JsonArray("example.dev/hold") });
                break;
            case "kube-133":
                var owner = await WidgetAsync("own", new JsonObject());
                _translation.Pair("uid", "4dc53e25-a4fd-4f48-9b74-157c61538f8a", (string)owner["metadata"]!["uid"]!);
                break;
            case "kube-143":
                await CreateAsync("/api/v1/namespaces/rec/secrets", """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"si"},"immutable":true,"data":{"a":"eA=="}}""");
                break;
            case "kube-144" when api.Cluster is not null:
                await CreateAsync("/api/v1/namespaces/rec/configmaps?fieldManager=kube-controller-manager", RootCertificate);
                break;
            case "kube-161":
                await CreateAsync("/api/v1/namespaces/rec/serviceaccounts", """{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"op"}}""");
                await CreateAsync("/apis/rbac.authorization.k8s.io/v1/namespaces/rec/roles", Role);
                await CreateAsync("/apis/rbac.authorization.k8s.io/v1/namespaces/rec/rolebindings", Binding);
                break;
        }
    }

    private async Task ChangeAsync()
    {
        var item = await WidgetAsync("wt", new JsonObject());
        item["spec"]!["size"] = 2;
        await api.Api.MergeAsync("/apis/example.dev/v1/namespaces/rec/widgets/wt?fieldManager=recorder", Parse("""{"spec":{"size":2}}"""), cancellationToken);
        await api.Api.MergeAsync("/apis/example.dev/v1/namespaces/rec/widgets/wt/status?fieldManager=recorder", Parse("""{"status":{"observedGeneration":1}}"""), cancellationToken);
        await api.Api.DeleteAsync("/apis/example.dev/v1/namespaces/rec/widgets/wt", (string)item["metadata"]!["uid"]!, cancellationToken);
    }

    private Task<JsonObject> WidgetAsync(string name, JsonObject metadata)
    {
        metadata["name"] = name;
        var item = new JsonObject { ["apiVersion"] = "example.dev/v1", ["kind"] = "Widget", ["metadata"] = metadata, ["spec"] = new JsonObject { ["size"] = 1 } };
        return api.Api.CreateAsync("/apis/example.dev/v1/namespaces/rec/widgets?fieldManager=recorder", item, cancellationToken);
    }

    private Task<JsonObject> DeleteAsync(JsonNode widget) => api.Api.DeleteAsync(
        $"/apis/example.dev/v1/namespaces/rec/widgets/{widget["metadata"]!["name"]}", (string)widget["metadata"]!["uid"]!, cancellationToken);

    private Task<JsonObject> CreateAsync(string path, string item) => api.Api.CreateAsync(path, Parse(item), cancellationToken);

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    // The recording says only how long it was.
    private static string OverOneMebibyte => """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"big"},"data":{"a":"XXX"}}""".Replace("XXX", new string('x', 1024 * 1024 + 1), StringComparison.Ordinal);

    private const string Role =
        """
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"op"},"rules":[
          {"apiGroups":["example.dev"],"resources":["widgets"],"verbs":["get","list"]},
          {"apiGroups":[""],"resources":["secrets"],"resourceNames":["sec"],"verbs":["get","watch"]}]}
        """;

    private const string Binding =
        """
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"op"},
          "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"op"},"subjects":[{"kind":"ServiceAccount","name":"op","namespace":"rec"}]}
        """;

    private const string RootCertificate =
        """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"kube-root-ca.crt","annotations":{"kubernetes.io/description":
          "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters."}},
          "data":{"ca.crt":"(certificate)"}}
        """;
}
