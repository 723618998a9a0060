using Headgate.Resources;

namespace Headgate.Compiler.Versions;

/// <summary>
/// What one environment is compiled from: the versioned part out of a version, everything that acts at once as it is now. The compiler does not
/// know the difference.
/// </summary>
public static class EnvironmentSource
{
    /// <summary>Puts a version in the place of the versioned part.</summary>
    /// <param name="source">The unit as it is now, with its Product.</param>
    /// <param name="content">The version.</param>
    /// <param name="environment">Where it is served: which hosts it has, and whether the test call is let in.</param>
    /// <returns>Null where the version is not served there: staging without staging hosts.</returns>
    /// <exception cref="ArgumentException">There is no Product.</exception>
    public static UnitSource? At(this UnitSource source, VersionContent content, GatewayEnvironment environment)
    {
        var product = source.Product ?? throw new ArgumentException("It has no Product.", nameof(source));
        var hosts = environment == GatewayEnvironment.Staging ? content.StagingHosts : content.Hosts;
        if (hosts is null) return null;
        var isTested = environment == GatewayEnvironment.Staging && product.Spec.Staging?.Test is not null;
        return source with
        {
            IsVersion = true,
            Product = product with
            {
                Spec = product.Spec with
                {
                    Hosts = hosts,
                    Backends = content.Backends,
                    Methods = content.Methods ?? [],
                    Metrics = content.Metrics ?? [],
                    Authentication = content.Authentication,
                    EncodedSlashes = content.EncodedSlashes,
                    Responses = content.Responses,
                    Upstream = content.Upstream,
                    Staging = null,
                    Production = null,
                },
            },
            Rules = [.. (content.Rules ?? []).Select((rule, position) => RuleOf(rule, position, product))],
            HasUnreadableRules = content.Rules is { Count: 0 },
            TestSecret = isTested ? source.Secrets.GetValueOrDefault(GeneratedSecret.ForTestOf(product)) : null,
        };
    }

    private static MappingRule RuleOf(VersionRule rule, int position, Product product) => new()
    {
        ApiVersion = Group.ApiVersion,
        Kind = nameof(MappingRule),
        Metadata = new ObjectMeta { Name = rule.Name, Namespace = product.Metadata.Namespace },
        Spec = new MappingRuleSpec
        {
            ProductRef = new ObjectReference { Name = product.Metadata.Name },
            Method = rule.Method,
            Pattern = rule.Pattern,
            Metric = rule.Metric,
            Increment = rule.Increment,
            Last = rule.Last,
            Position = position,
        },
    };
}
