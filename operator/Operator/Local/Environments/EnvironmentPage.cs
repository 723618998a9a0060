using Headgate.Compiler;
using Headgate.Compiler.Versions;
using Headgate.Configuration;
using Headgate.Resources;

namespace Headgate.Operator.Local.Environments;

/// <summary>The page that <c>local --environment</c> prints: which version is served where, for whom, and how to try it.</summary>
internal static class EnvironmentPage
{
    /// <summary>Writes the page.</summary>
    public static void Write(LocalState state, IReadOnlyList<LocalGateway> gateways, TextWriter output)
    {
        output.WriteLine();
        foreach (var gateway in gateways)
            output.WriteLine($"  Headgate serves {gateway.Name} on http://127.0.0.1:{gateway.Port}   (status and metrics: http://127.0.0.1:{gateway.AdminPort}/status)");
        foreach (var product in state.Snapshot.Products.OrderBy(product => product.FullName, StringComparer.Ordinal)) WriteProduct(state, product, gateways, output);
        output.WriteLine();
        output.WriteLine("  Edit the manifests while this runs: plans, Applications, keys and promotion act in under a second; what else a Product and");
        output.WriteLine("  its rules say becomes a version when it was left alone for 2 s. Ctrl-C ends it.");
        output.WriteLine();
    }

    private static void WriteProduct(LocalState state, Product product, IReadOnlyList<LocalGateway> gateways, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"  Product {product.FullName}  {product.Spec.DisplayName}");
        var served = new List<(LocalGateway Gateway, CompiledProduct Product)>();
        foreach (var gateway in gateways)
        {
            var hosts = gateway.Environment == GatewayEnvironment.Staging ? product.Spec.Staging?.Hosts : product.Spec.Hosts;
            var wanted = hosts is { Count: > 0 } ? $"not yet on {string.Join(", ", hosts)}" : "nothing: it has no hosts there";
            if (gateway.VersionOf(product.FullName) is { } version && gateway.ProductOf(product.FullName) is { } compiled)
            {
                served.Add((gateway, WithoutTestClient(compiled)));
                wanted = $"{version} on {string.Join(", ", compiled.Proxy.Hosts)}";
            }
            output.WriteLine($"    {gateway.Name,-10}  {wanted}");
        }
        if (served.Count == 0) return;
        LocalPage.WriteFacts(state, product, served[0].Product, output);
        foreach (var (gateway, compiled) in served) TryLines.Write(product, compiled, state.Snapshot, gateway.Port, output, $"try in {gateway.Name}");
    }

    // It is no Application: nobody calls with it but the test call.
    private static CompiledProduct WithoutTestClient(CompiledProduct product) => product with
    {
        Live = product.Live with { Plans = [.. product.Live.Plans.Where(plan => !Contract.IsTestClient(plan.Name))] },
        Applications = [.. product.Applications.Where(application => !Contract.IsTestClient(application.Entry.Name))],
    };
}
