using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.TestCluster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Controllers.Tests.Hosting;

/// <summary>What is kept of a ConfigMap.</summary>
internal sealed record Note(string Name, string Text);

/// <summary>An operator as a host, over ConfigMaps of one namespace.</summary>
internal sealed class TestOperator : IAsyncDisposable
{
    private readonly KubernetesApi _connection;
    private readonly IHost _host;

    /// <summary>Makes an operator that is not started.</summary>
    /// <param name="api">The server.</param>
    /// <param name="inNamespace">Where it looks.</param>
    /// <param name="identity">Who it is in the Lease; null for one that runs alone.</param>
    /// <param name="more">What it does beside.</param>
    public TestOperator(TestApi api, string inNamespace, string? identity = null, Action<KubernetesOperatorBuilder>? more = null)
    {
        (Api, Namespace) = (api, inNamespace);
        _connection = Wire.Connect(api, Time);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(Time).AddSingleton(_connection).AddSingleton(Controller);
        var services = builder.Services.AddKubernetesOperator(settings =>
        {
            settings.Namespaces = [inNamespace];
            settings.Workers = 1;
            if (identity is null) return;
            settings.Leadership = new LeadershipSettings { Namespace = inNamespace, Name = "lead", Identity = identity };
        });
        services
            .AddEntity(new EntitySource<Note>(Reflection.ConfigMaps, Read, LabelSelector: "note=true"))
            .AddController<NoteController, Note>();
        more?.Invoke(services);
        _host = builder.Build();
        Operator = _host.Services.GetRequiredService<OperatorHost>();
    }

    public TestApi Api { get; }

    public string Namespace { get; }

    public Wire Wire { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public NoteController Controller { get; } = new();

    public OperatorHost Operator { get; }

    /// <summary>Whether the whole process is told to end.</summary>
    public bool IsStopping => _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Task WriteAsync(TestApi api, string inNamespace, string name, string text)
    {
        var item = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["note"] = "true" } },
            ["data"] = new JsonObject { ["text"] = text },
        };
        return api.Api.ApplyAsync(Reflection.ConfigMaps.PathOf(new ObjectKey(inNamespace, name)), item, "test", Cancel);
    }

    public static async Task DeleteAsync(TestApi api, string inNamespace, string name)
    {
        var path = Reflection.ConfigMaps.PathOf(new ObjectKey(inNamespace, name));
        await api.Api.DeleteAsync(path, (string)(await api.Api.GetAsync(path, Cancel))["metadata"]!["uid"]!, Cancel);
    }

    public Task StartAsync() => _host.StartAsync(Cancel);

    public Task StopAsync() => _host.StopAsync(Cancel);

    /// <summary>Waits until something is so; meanwhile this operator's time goes on, or stands still.</summary>
    public async Task UntilAsync(Func<bool> isSo, TimeSpan pace = default)
    {
        while (!isSo())
        {
            Time.Advance(pace);
            // Requests pace the clock: connections are as fast as they are.
            await Api.Api.GetAsync("/version", Cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        _connection.Dispose();
    }

    private static Note Read(JsonElement item) => new(ObjectKey.Of(item).Name, item.GetProperty("data").GetProperty("text").GetString()!);
}
