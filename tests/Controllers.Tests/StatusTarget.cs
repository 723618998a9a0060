using System.Text.Json.Nodes;
using Headgate.TestCluster;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Controllers.Tests;

/// <summary>
/// An object with a status, and somebody who writes it. It is a Service: a built-in kind whose conditions nobody else touches.
/// </summary>
internal sealed class StatusTarget : IAsyncDisposable
{
    public static readonly ResourceKind Services = new("", "v1", "services", "Service");

    private readonly KubernetesApi _connection;
    private readonly StatusWriter _writer;

    private StatusTarget(TestApi api, string inNamespace)
    {
        (Api, Key) = (api, new ObjectKey(inNamespace, "target"));
        _connection = Wire.Connect(api, TimeProvider.System);
        _writer = new StatusWriter(_connection, "writer", Time);
    }

    public TestApi Api { get; }

    public ObjectKey Key { get; }

    public Wire Wire { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));

    /// <summary>The uid that the writer knows.</summary>
    public string Uid { get; private set; } = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<StatusTarget> CreateAsync()
    {
        var api = await TestApi.ConnectAsync();
        var target = new StatusTarget(api, await api.NewNamespaceAsync(Cancel));
        target.Uid = await target.MakeAsync();
        return target;
    }

    /// <summary>A condition as a controller wants it: without a time.</summary>
    public static JsonObject Condition(string type, string status, string message = "") => new()
    {
        ["type"] = type,
        ["status"] = status,
        ["reason"] = "Because",
        ["message"] = message,
        ["observedGeneration"] = 1,
    };

    /// <summary>Makes the object.</summary>
    /// <returns>Its uid.</returns>
    public async Task<string> MakeAsync()
    {
        var item = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Service",
            ["metadata"] = new JsonObject { ["name"] = Key.Name },
            ["spec"] = new JsonObject { ["clusterIP"] = "None", ["ports"] = new JsonArray(new JsonObject { ["port"] = 80 }) },
        };
        return (string)(await Api.Api.CreateAsync(Services.PathOf(Key.Namespace), item, Cancel))["metadata"]!["uid"]!;
    }

    public Task DeleteAsync() => Api.Api.DeleteAsync(Services.PathOf(Key), Uid, Cancel);

    /// <summary>The object as it stands.</summary>
    public Task<JsonObject> ReadAsync() => Api.Api.GetAsync(Services.PathOf(Key), Cancel);

    /// <summary>Its conditions by type.</summary>
    public async Task<IReadOnlyDictionary<string, JsonObject>> ConditionsAsync() =>
        ((await ReadAsync())["status"]?["conditions"] as JsonArray ?? [])
            .ToDictionary(one => (string)one!["type"]!, one => one!.AsObject());

    /// <summary>Writes these conditions over the status that stands there.</summary>
    public async Task<JsonObject?> WriteAsync(params JsonObject[] conditions) =>
        await WriteOverAsync((await ReadAsync())["status"]?.AsObject(), conditions);

    /// <summary>Writes these conditions over the status that somebody takes to stand there.</summary>
    public Task<JsonObject?> WriteOverAsync(JsonObject? current, params JsonObject[] conditions)
    {
        // What a controller copies unchanged from where it does not look.
        var wanted = new JsonObject { ["conditions"] = new JsonArray([.. conditions]) };
        if (current?["loadBalancer"] is { } other) wanted["loadBalancer"] = other.DeepClone();
        return _writer.WriteAsync(Services, Key, Uid, current, wanted, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await Api.DisposeAsync();
    }
}
