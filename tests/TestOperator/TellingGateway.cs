using System.Text.Json.Nodes;
using Headgate.Configuration;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.Resources;
using Headgate.TestCluster;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Headgate.TestOperator;

/// <summary>Stands for a gateway where only what it tells is of interest: it serves nothing, and says of usage what a test wants.</summary>
internal sealed class TellingGateway : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TellingGateway(WebApplication app) => _app = app;

    /// <summary>What it says each time it is asked; empty in the beginning.</summary>
    public Func<IReadOnlyList<ApplicationUsage>> Usage { get; set; } = () => [];

    /// <summary>What it says of its counters.</summary>
    public StoreStatus Store { get; set; } = new() { Kind = StoreKind.Memory, Available = true };

    /// <summary>Starts one.</summary>
    /// <param name="address">Where it listens, one of the addresses of loopback.</param>
    public static async Task<TellingGateway> StartAsync(string address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var gateway = new TellingGateway(builder.Build());
        gateway._app.Urls.Add($"http://{address}:0");
        gateway._app.MapGet("/status", (HttpContext context) => Results.Json(gateway.Status(context.Request.Query.ContainsKey("usage")), StatusJson.Default.GatewayStatus));
        await gateway._app.StartAsync();
        return gateway;
    }

    /// <summary>The pool of this gateway in a stage.</summary>
    public OperatorConfiguration Configure(Stage stage)
    {
        var configuration = stage.Configure();
        var selector = new LabelSelector { MatchLabels = new Dictionary<string, string> { ["pool"] = Stage.Pool } };
        return configuration with { Pools = [configuration.Pools[0] with { AdminPort = new Uri(_app.Urls.First()).Port, PodSelector = selector }] };
    }

    /// <summary>Makes a pod of it, ready.</summary>
    /// <returns>The pod's name.</returns>
    public async Task<ObjectKey> JoinAsync(Stage stage, CancellationToken cancellationToken)
    {
        var key = new ObjectKey(stage.Gateways, "gateway");
        JsonObject pod = PodManifest.Of(key.Name, Stage.Pool, 2), status = PodManifest.Status(new Uri(_app.Urls.First()).Host, isReady: true);
        await stage.Api.Api.CreateAsync(Kinds.Pods.PathOf(stage.Gateways), pod, cancellationToken);
        await stage.Api.Api.MergeAsync(Kinds.Pods.PathOf(key, "status"), status, cancellationToken);
        return key;
    }

    /// <summary>What an Application used of one limit on hits.</summary>
    public static ApplicationUsage Used(string tenant, string application, long used, Configuration.Period period, DateTimeOffset? resetAt) => new()
    {
        Product = $"{tenant}/api",
        Application = $"{tenant}/{application}",
        Plan = $"{tenant}/silver",
        Hits = used,
        Limits = [new() { Metric = Contract.Hits, Period = period, Used = used, Limit = 1_000, Mode = Configuration.LimitMode.Enforce, ResetAt = resetAt }],
    };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private GatewayStatus Status(bool usage) => new()
    {
        Ready = true,
        Draining = false,
        Complete = true,
        Products = [],
        Errors = [],
        Store = Store,
        Usage = usage ? Usage() : null,
    };
}
