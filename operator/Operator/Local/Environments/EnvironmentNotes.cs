using Headgate.Compiler.Versions;
using Headgate.Resources;

namespace Headgate.Operator.Local.Environments;

/// <summary>What a Product lacks to be seen in the environments that were asked for, with the fix.</summary>
internal static class EnvironmentNotes
{
    /// <summary>The notes on a Product; none when nothing is amiss.</summary>
    public static IEnumerable<string> Of(Product product, IReadOnlyCollection<GatewayEnvironment> environments)
    {
        var hasStaging = environments.Contains(GatewayEnvironment.Staging);
        if (hasStaging && product.Spec.Staging is not { Hosts.Count: > 0 })
            yield return $"{product.FullName} is not served in staging: it has no hosts there. Set spec.staging.hosts, such as [staging.{product.Spec.Hosts[0]}].";
        if (!hasStaging && product.Spec.Production?.Promotion == Promotion.AfterTest)
            yield return $"{product.FullName} is promoted after its test call, which is made in staging. Use --environment both.";
    }
}
