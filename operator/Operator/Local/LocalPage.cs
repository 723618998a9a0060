using System.Text;
using Headgate.Configuration;
using Headgate.Resources;

namespace Headgate.Operator.Local;

/// <summary>The page that <c>local</c> prints: what is served, for whom, and how to try it.</summary>
internal static class LocalPage
{
    /// <summary>Writes the page.</summary>
    public static void Write(LocalState state, int port, int adminPort, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"  Headgate serves {directoryLine(state)} on http://127.0.0.1:{port}   (status and metrics: http://127.0.0.1:{adminPort}/status)");
        foreach (var product in state.Compilation.Products) WriteProduct(state, product, port, output);
        output.WriteLine();
        output.WriteLine("  Edit the manifests while this runs: a saved file is in force in under a second. Ctrl-C ends it.");
        output.WriteLine();

        static string directoryLine(LocalState state) => state.Compilation.Products.Count == 1 ? "1 Product" : $"{state.Compilation.Products.Count} Products";
    }

    private static void WriteProduct(LocalState state, Compiler.CompiledProduct compiled, int port, TextWriter output)
    {
        var product = state.Snapshot.Products.First(item => item.FullName == compiled.Proxy.Product);
        output.WriteLine();
        output.WriteLine($"  Product {product.FullName}  {product.Spec.DisplayName}");
        output.WriteLine($"    hosts     {string.Join(", ", compiled.Proxy.Hosts)}");
        WriteFacts(state, product, compiled, output);
        TryLines.Write(product, compiled, state.Snapshot, port, output);
    }

    /// <summary>Writes what stands in a Product: where calls go, what they cost, and who may make them.</summary>
    public static void WriteFacts(LocalState state, Product product, Compiler.CompiledProduct compiled, TextWriter output)
    {
        foreach (var backend in compiled.Proxy.Backends) output.WriteLine($"    backend   {(backend.Path.Length == 0 ? "/" : backend.Path)} → {backend.Url}");
        foreach (var rule in compiled.Proxy.Rules) output.WriteLine($"    rule      {rule.Method} {rule.Pattern} → {rule.Metric} +{rule.Increment}{(rule.Denied ? "  NOT ACCEPTED" : "")}");
        foreach (var plan in compiled.Live.Plans) output.WriteLine($"    plan      {plan.Name}: {Limits(plan)}");
        foreach (var application in compiled.Applications.Select(item => item.Entry))
        {
            var credentials = SampleCredentials.Of(product, application.Name, state.Snapshot);
            output.WriteLine($"    client    {application.Name} on {application.Plan}{(application.Live ? "" : "  SUSPENDED")}   {credentials?.Text}");
        }
    }

    private static string Limits(Plan plan)
    {
        if (plan.Denied) return "NOT ACCEPTED";
        if (plan.Limits.Count == 0) return "unlimited";
        var text = new StringBuilder();
        foreach (var limit in plan.Limits)
        {
            if (text.Length > 0) text.Append(", ");
            text.Append(limit.Metric).Append(' ').Append(limit.Value).Append('/').Append(limit.Period.ToString().ToLowerInvariant());
            if (limit.Mode == Configuration.LimitMode.Observe) text.Append(" (observed)");
        }
        return text.ToString();
    }
}
