namespace Headgate.Compiler.Versions;

/// <summary>What gateways of one environment are told of a unit.</summary>
/// <param name="IsKnown">False while there is no version that can be served: what is published stays.</param>
/// <param name="Unit">What was made of it; null when nothing of it is served there.</param>
/// <param name="Version">The version that it is.</param>
public sealed record EnvironmentUnit(bool IsKnown, CompiledUnit? Unit, ProductVersion? Version)
{
    /// <summary>Compiles a unit for an environment. Pure.</summary>
    /// <param name="source">The unit as it is now.</param>
    /// <param name="history">The versions of its Product.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="options">What it is compiled for.</param>
    public static EnvironmentUnit Of(UnitSource source, VersionHistory history, GatewayEnvironment environment, CompilerOptions options)
    {
        if (source.Product is null) return new EnvironmentUnit(true, null, null);
        var version = environment == GatewayEnvironment.Staging ? history.Staging : history.Production;
        if (version?.Content is not { } content) return new EnvironmentUnit(false, null, version);
        if (source.At(content, environment) is not { } served) return new EnvironmentUnit(true, null, null);
        return new EnvironmentUnit(true, Compiler.CompileUnit(served with { MetricsElsewhere = MetricsOf(source, history) }, options), version);
    }

    // All that are in use, and those that are to be: which of them this content lacks, the checks see.
    private static HashSet<string> MetricsOf(UnitSource source, VersionHistory history) =>
    [
        .. history.InUse.Select(version => version.Content).Append(VersionContent.Of(source)).OfType<VersionContent>()
            .SelectMany(content => (content.Methods ?? []).Select(method => method.Name).Concat((content.Metrics ?? []).Select(metric => metric.Name))),
    ];
}
