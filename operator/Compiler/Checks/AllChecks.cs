namespace Headgate.Compiler.Checks;

/// <summary>One idea of what can be wrong with a unit; reports what it finds and changes nothing.</summary>
internal delegate void Check(ProductUnit unit, ProblemList problems);

/// <summary>Every check, in the order in which problems are reported.</summary>
internal static class AllChecks
{
    public static IReadOnlyList<Check> InOrder { get; } =
    [
        NameChecks.Length,
        HostChecks.Syntax,
        HostChecks.Conflicts,
        BackendChecks.Names,
        BackendChecks.Paths,
        BackendChecks.Targets,
        MetricChecks.Names,
        MetricChecks.Parents,
        AuthenticationChecks.ExactlyOneMode,
        AuthenticationChecks.DistinctPlaces,
        AuthenticationChecks.DistinctNames,
        UpstreamChecks.Timeout,
        UpstreamChecks.Headers,
        UpstreamChecks.SecretToken,
        ResponseChecks.BodilessStatus,
        EnvironmentChecks.Promotion,
        EnvironmentChecks.Selector,
        RuleChecks.Pattern,
        RuleChecks.Metric,
        RuleOverlapChecks.Duplicates,
        RuleOverlapChecks.Shadowed,
        RuleOverlapChecks.DoubleCounting,
        PlanChecks.Metrics,
        PlanChecks.OneLimitPerMetricAndPeriod,
        ApplicationChecks.Plan,
        ApplicationChecks.Account,
        CredentialChecks.Entries,
        CredentialChecks.Strength,
        CredentialChecks.Collisions,
        ChildChecks.ProductIsAccepted,
    ];

    /// <summary>The same without what is not versioned: an environment goes on while that is wrong.</summary>
    public static IReadOnlyList<Check> OfVersions { get; } = [.. InOrder.Except([EnvironmentChecks.Promotion, EnvironmentChecks.Selector])];
}
