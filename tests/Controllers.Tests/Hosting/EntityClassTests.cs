using Headgate.TestCluster;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Headgate.Controllers.Tests.Hosting;

/// <summary>In KubeOps' words alone: a class that says its kind needs nothing but a controller.</summary>
public class EntityClassTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Objects_come_as_the_class_that_stands_for_their_kind()
    {
        await using var api = await TestApi.ConnectAsync();
        var inNamespace = await api.NewNamespaceAsync(Cancel);
        await TestOperator.WriteAsync(api, inNamespace, "a", "1");
        using var connection = KubernetesApi.Connect(api.Configuration(), TimeProvider.System);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(connection);
        builder.Services
            .AddKubernetesOperator(settings => settings.Namespaces = [inNamespace])
            .AddController<ConfigMapController, V1ConfigMap>();
        using var host = builder.Build();
        await host.StartAsync(Cancel);
        var seen = await host.Services.GetRequiredService<ConfigMapController>().Seen.Task.WaitAsync(Cancel);
        Assert.Equal(("a", inNamespace, "1"), (seen.Name(), seen.Namespace(), seen.Data["text"]));
        await host.StopAsync(Cancel);
    }

    private sealed class ConfigMapController : IEntityController<V1ConfigMap>
    {
        public TaskCompletionSource<V1ConfigMap> Seen { get; } = new();

        public Task<TimeSpan?> ReconcileAsync(V1ConfigMap entity, CancellationToken cancellationToken)
        {
            // A real server puts its own certificate into each namespace.
            if (entity.Name() == "a") Seen.TrySetResult(entity);
            return Task.FromResult<TimeSpan?>(null);
        }

        public Task DeletedAsync(ObjectKey key, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
