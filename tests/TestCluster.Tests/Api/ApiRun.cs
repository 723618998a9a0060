using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using k8s;

namespace Headgate.TestCluster.Tests.Api;

/// <summary>An API server with a kind of its own, <c>things</c>, in a namespace <c>ns</c>, asked by plain HTTP.</summary>
public sealed class ApiRun : IAsyncLifetime
{
    public const string Things = "/apis/example.dev/v1/namespaces/ns/things";
    public const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    public const string ConfigMaps = "/api/v1/namespaces/ns/configmaps";

    private const string Schema =
        """
        {"type":"object","properties":{
          "spec":{"type":"object","properties":{
            "size":{"type":"integer","minimum":0},"color":{"type":"string"},"tags":{"type":"object","additionalProperties":{"type":"string"}},
            "parts":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
              "items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"n":{"type":"integer"}}}},
            "labels":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
            "order":{"type":"array","items":{"type":"string"}},
            "whole":{"type":"object","x-kubernetes-map-type":"atomic","properties":{"a":{"type":"integer"},"b":{"type":"integer"}}}}},
          "status":{"type":"object","properties":{"phase":{"type":"string"},"count":{"type":"integer"}}}}}
        """;

    private readonly Dictionary<string, Kubernetes> _clients = new(StringComparer.Ordinal);

    internal TestApi Server { get; private set; } = null!;

    internal Cluster Cluster => Server.Cluster!;

    internal static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        // These are about the imitation: the replay is what a real server is held against.
        Server = await TestApi.ConnectOwnAsync();
        await OkAsync("POST", "/api/v1/namespaces", """{"metadata":{"name":"ns"}}""");
        await OkAsync("POST", Definitions, Definition("things", "Thing", Schema));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values) client.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>A definition with one version.</summary>
    internal static string Definition(string plural, string kind, string schema, string group = "example.dev") => new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = $"{plural}.{group}" },
        ["spec"] = new JsonObject
        {
            ["group"] = group,
            ["scope"] = "Namespaced",
            ["names"] = new JsonObject { ["plural"] = plural, ["kind"] = kind },
            ["versions"] = new JsonArray(new JsonObject
            {
                ["name"] = "v1",
                ["served"] = true,
                ["storage"] = true,
                ["subresources"] = new JsonObject { ["status"] = new JsonObject() },
                ["schema"] = new JsonObject { ["openAPIV3Schema"] = JsonNode.Parse(schema) },
            }),
        },
    }.ToJsonString();

    /// <summary>A thing.</summary>
    internal static string Thing(string name, string spec = "{}", string metadata = "") =>
        $$"""{"apiVersion":"example.dev/v1","kind":"Thing","metadata":{"name":"{{name}}"{{metadata}}},"spec":{{spec}} }""";

    /// <summary>Asks, and gives what is answered.</summary>
    internal async Task<(int Status, JsonNode Body)> AskAsync(string method, string path, string? body = null, string media = "application/json", string user = "admin")
    {
        using var response = await SendAsync(method, path, body, media, user);
        var text = await response.Content.ReadAsStringAsync(Stop);
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType == "application/json" ? JsonNode.Parse(text)! : JsonValue.Create(text));
    }

    /// <summary>Asks; it must go well.</summary>
    internal async Task<JsonNode> OkAsync(string method, string path, string? body = null, string media = "application/json", string user = "admin")
    {
        var (status, answer) = await AskAsync(method, path, body, media, user);
        Assert.True(status is 200 or 201, answer.ToJsonString());
        return answer;
    }

    /// <summary>Asks; it must be refused.</summary>
    /// <returns>The message of the refusal.</returns>
    internal async Task<string> RefusedAsync(int code, string method, string path, string? body = null, string media = "application/json", string user = "admin")
    {
        var (status, answer) = await AskAsync(method, path, body, media, user);
        Assert.True(status == code, answer.ToJsonString());
        Assert.Equal(code, (int)answer["code"]!);
        return (string)answer["message"]!;
    }

    internal Task<JsonNode> CreateAsync(string name, string spec = "{}", string metadata = "") =>
        OkAsync("POST", Things + "?fieldManager=creator", Thing(name, spec, metadata));

    internal Task<JsonNode> GetAsync(string name) => OkAsync("GET", $"{Things}/{name}");

    internal Task<JsonNode> MergeAsync(string name, string patch, string more = "") =>
        OkAsync("PATCH", $"{Things}/{name}{more}", patch, "application/merge-patch+json");

    internal Task<(int Status, JsonNode Body)> ApplyAsync(string name, string manager, string spec, string more = "") =>
        AskAsync("PATCH", $"{Things}/{name}?fieldManager={manager}{more}", Thing(name, spec), "application/apply-patch+yaml");

    internal async Task<bool> ExistsAsync(string path) => (await AskAsync("GET", path)).Status == 200;

    internal async Task<HttpResponseMessage> SendAsync(string method, string path, string? body = null, string media = "application/json", string user = "admin")
    {
        var client = ClientOf(user);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(client.BaseUri, path));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("tester", "1"));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(media);
        }
        if (client.Credentials is { } credentials) await credentials.ProcessHttpRequestAsync(request, Stop);
        return await client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
    }

    private Kubernetes ClientOf(string user)
    {
        if (!_clients.TryGetValue(user, out var client))
            _clients[user] = client = new Kubernetes(
                user == "admin" ? Server.Configuration() : Server.Configuration(user.Length == 0 ? null : Cluster.TokenOf(user)));
        return client;
    }
}
