using Headgate.Compiler.Checks;
using Headgate.Configuration;
using Headgate.Configuration.Paths;
using Headgate.Resources;

namespace Headgate.Compiler.Emit;

/// <summary>Makes the versioned part of an accepted Product.</summary>
internal static class ProxyEmitter
{
    public static ProductProxy Emit(ProductUnit unit, ProblemList problems) => new()
    {
        Format = Contract.Format,
        Product = unit.Product.FullName,
        Hosts = [.. unit.Product.Spec.Hosts.Where(host => !unit.HostsTaken.Contains(host))],
        Backends = Backends(unit),
        Metrics = [.. unit.Metrics.Names.Select(name => new Metric { Name = name, Parent = unit.Metrics.ParentOf(name) })],
        Rules = Rules(unit, problems),
        Authentication = Authentication(unit.Product.Spec.Authentication),
        EncodedSlashes = unit.EncodedSlashes,
        Responses = Responses(unit.Product.Spec.Responses),
        Upstream = Upstream(unit.Product.Spec.Upstream ?? new ProductUpstream()),
    };

    private static IReadOnlyList<Backend> Backends(ProductUnit unit) =>
    [
        .. unit.Product.Spec.Backends
            .Select(backend => new Backend
            {
                Name = backend.Name,
                Path = CanonicalPath.Normalize(backend.Path, unit.EncodedSlashes, out _)!.TrimEnd('/'),
                Url = BackendUrl.Of(backend, unit),
                Protocol = (Configuration.BackendProtocol)backend.Protocol,
            })
            .OrderByDescending(backend => backend.Path.Length)
            .ThenBy(backend => backend.Path, StringComparer.Ordinal),
    ];

    private static IReadOnlyList<Configuration.MappingRule> Rules(ProductUnit unit, ProblemList problems)
    {
        if (unit.Rules.Count == 0 && !unit.HasUnreadableRules)
        {
            return [new() { Name = Contract.ImpliedRule, Method = "GET", Pattern = "/", Metric = Contract.Hits, Increment = 1 }];
        }
        return
        [
            // A pattern that cannot be read names no route to refuse; what it was meant for is left to the other rules and to the status.
            .. unit.Rules.Where(rule => RulePattern.Parse(rule.Spec.Pattern, unit.EncodedSlashes, out _) is not null).Select(rule => new Configuration.MappingRule
            {
                Name = rule.Metadata.Name,
                Method = rule.Spec.Method,
                Pattern = rule.Spec.Pattern,
                Metric = rule.Spec.Metric,
                Increment = rule.Spec.Increment,
                Last = rule.Spec.Last,
                Denied = problems.Refuses(rule),
            }),
        ];
    }

    private static Configuration.Authentication Authentication(ProductAuthentication modes) => new()
    {
        UserKey = modes.UserKey is { } userKey
            ? new UserKeyAuthentication { Name = userKey.Name, In = Places(userKey.In) }
            : null,
        AppIdAndKey = modes.AppIdAndKey is { } idAndKey
            ? new AppIdAndKeyAuthentication { IdName = idAndKey.IdName, KeyName = idAndKey.KeyName, In = Places(idAndKey.In) }
            : null,
    };

    private static IReadOnlyList<Configuration.CredentialPlace> Places(IReadOnlyList<Resources.CredentialPlace> places) =>
        [.. places.Select(place => (Configuration.CredentialPlace)place)];

    private static IReadOnlyList<RefusalOverride> Responses(ProductResponses? responses) =>
    [
        .. ResponseChecks.Named(responses).Select(named => new RefusalOverride
        {
            Kind = Enum.Parse<RefusalKind>(named.Name, ignoreCase: true),
            Status = named.Response.Status,
            ContentType = named.Response.ContentType,
            Body = named.Response.Body,
        }),
    ];

    private static Configuration.Upstream Upstream(ProductUpstream upstream) => new()
    {
        HostHeader = upstream.HostHeader,
        RemoveCredentials = upstream.RemoveCredentials,
        TimeoutMilliseconds = (int)Duration.Parse(upstream.Timeout)!.Value.TotalMilliseconds,
        SecretToken = upstream.SecretTokenRef is { } token ? new SecretToken { Header = token.Header } : null,
    };
}
