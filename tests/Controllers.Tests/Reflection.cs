using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.TestCluster;
using Microsoft.Extensions.Logging;

namespace Headgate.Controllers.Tests;

/// <summary>A reflector of the ConfigMaps of one namespace, beside the API server that it reflects.</summary>
internal sealed class Reflection : IAsyncDisposable
{
    public static readonly ResourceKind ConfigMaps = new("", "v1", "configmaps", "ConfigMap");

    private readonly TestApi _api;
    private readonly KubernetesApi _own;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<ObjectKey, string> _told = new();
    private readonly Task _running;

    public Reflection(TestApi api, string inNamespace, TimeProvider time)
    {
        (_api, Namespace) = (api, inNamespace);
        _own = KubernetesApi.Connect(api.Configuration(), time);
        Store.Changed += Tell;
        var source = new EntitySource<string>(ConfigMaps, Version, inNamespace, "reflected=true") { PageSize = 3 };
        Reflector = new EntityReflector<string>(_own, source, Store, time, Log);
        _running = Task.Run(() => Reflector.RunAsync(_stop.Token));
    }

    public string Namespace { get; }

    public EntityStore<string> Store { get; } = new();

    public EntityReflector<string> Reflector { get; }

    public LogLines Log { get; } = new();

    /// <summary>Whether the copy is what a fresh list says, and what was told adds up to it.</summary>
    public async Task<bool> IsEqualAsync(CancellationToken cancellationToken)
    {
        var list = await _api.Api.GetAsync($"{ConfigMaps.PathOf(Namespace)}?labelSelector=reflected%3Dtrue", cancellationToken);
        var fresh = list["items"]!.AsArray().ToDictionary(item => (string)item!["metadata"]!["name"]!, item => (string)item!["metadata"]!["resourceVersion"]!);
        return Reflector.Synced
            && fresh.Count == Store.Count
            && fresh.All(item => Store.Find(new ObjectKey(Namespace, item.Key)) == item.Value)
            && fresh.Count == _told.Count
            && fresh.All(item => _told.GetValueOrDefault(new ObjectKey(Namespace, item.Key)) == item.Value);
    }

    /// <summary>Creates, changes or deletes an object of a few names at random.</summary>
    public async Task ChangeAsync(Random random, CancellationToken cancellationToken)
    {
        var name = $"n{random.Next(12)}";
        var key = new ObjectKey(Namespace, name);
        try
        {
            if (random.Next(3) == 0)
            {
                var item = await _api.Api.GetAsync(ConfigMaps.PathOf(key), cancellationToken);
                await _api.Api.DeleteAsync(ConfigMaps.PathOf(key), (string)item["metadata"]!["uid"]!, cancellationToken);
                return;
            }
            var wanted = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ConfigMap",
                // Some leave the selection, which is a deletion to those who select.
                ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["reflected"] = random.Next(5) == 0 ? "false" : "true" } },
                ["data"] = new JsonObject { ["a"] = $"{random.Next()}" },
            };
            await _api.Api.ApplyAsync(ConfigMaps.PathOf(key), wanted, "test", cancellationToken);
        }
        catch (Exception exception) when (exception is ApiException or HttpRequestException or JsonException or IOException)
        {
            // The fault met this request instead of the reflector's.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
        _own.Dispose();
    }

    private static string Version(JsonElement item) => item.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;

    private void Tell(ObjectKey key, string? before, string? after)
    {
        Assert.Equal(_told.GetValueOrDefault(key), before);
        if (after is null) _told.TryRemove(key, out _);
        else _told[key] = after;
    }
}

/// <summary>Keeps what is logged.</summary>
internal sealed class LogLines : ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    public IReadOnlyList<string> AtLeast(LogLevel level) => [.. _lines.Where(line => line.Level >= level).Select(line => line.Text)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, formatter(state, exception)));
}
