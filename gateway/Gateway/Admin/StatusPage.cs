using System.Text.Json;
using Headgate.Configuration;
using Headgate.Gateway.Hosting;
using Headgate.Gateway.Source;

namespace Headgate.Gateway.Admin;

/// <summary>What is loaded: for each Product the digest of every entry in force, and what is published and not in force.</summary>
public sealed class StatusPage(ConfigurationSource configuration, Drain drain)
{
    /// <summary>Answers with the status as JSON.</summary>
    public Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, Read(), StatusJson.Default.GatewayStatus, context.RequestAborted);
    }

    /// <summary>The status now.</summary>
    public GatewayStatus Read()
    {
        var snapshot = configuration.Current;
        return new GatewayStatus
        {
            Pool = snapshot.Pool?.Name,
            Environment = snapshot.Pool?.Environment,
            Ready = snapshot.Ready && !drain.IsDraining,
            Draining = drain.IsDraining,
            Complete = snapshot.Complete,
            LoadedAt = configuration.LoadedAt,
            Products =
            [
                .. snapshot.Products.Select(product => new ProductStatus
                {
                    Product = product.Name,
                    Hosts = product.Hosts,
                    Rules = product.Version.Proxy.Rules.Count,
                    Plans = product.Live.Plans.Count,
                    Applications = product.Applications.Count,
                    Entries = product.Digests,
                }),
            ],
            Errors = snapshot.Errors,
        };
    }
}
