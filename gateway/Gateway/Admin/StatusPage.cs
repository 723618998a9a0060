using System.Text.Json;
using Headgate.Configuration;
using Headgate.Gateway.Hosting;
using Headgate.Gateway.Source;
using Microsoft.Extensions.Primitives;

namespace Headgate.Gateway.Admin;

/// <summary>
/// What is loaded: for each Product the digest of every entry in force, and what is published and not in force. With
/// <c>?usage=true</c> also what Applications have used.
/// </summary>
public sealed class StatusPage(ConfigurationSource configuration, Drain drain, UsageReader usage, StorePage store)
{
    private static readonly byte[] UnknownUsage =
        """
        {"type":"https://headgate.dev/problems/unknown-query","title":"Unknown query","status":400,"detail":"usage is true or false, once."}
        """u8.ToArray();

    /// <summary>Answers with the status as JSON; 400 for a value of <c>usage</c> that there is not.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        if (AsksForUsage(context.Request.Query["usage"]) is not { } withUsage)
        {
            response.StatusCode = StatusCodes.Status400BadRequest;
            response.ContentType = "application/problem+json";
            response.ContentLength = UnknownUsage.Length;
            if (!HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(UnknownUsage, context.RequestAborted);
            return;
        }
        var status = await ReadAsync(withUsage, context.RequestAborted);
        response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(response.Body, status, StatusJson.Default.GatewayStatus, context.RequestAborted);
    }

    // Null for what is neither.
    private static bool? AsksForUsage(StringValues values) => values switch
    {
        [] or ["false"] => false,
        ["true"] => true,
        _ => null,
    };

    private async Task<GatewayStatus> ReadAsync(bool withUsage, CancellationToken cancellationToken)
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
            Store = store.Status(),
            // What gateways share is asked once, not of each.
            Usage = withUsage && !store.IsShared ? await usage.ReadAsync(snapshot, cancellationToken) : null,
        };
    }
}
