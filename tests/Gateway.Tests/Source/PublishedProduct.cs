using Headgate.Configuration;

namespace Headgate.Gateway.Tests.Source;

/// <summary>A Product of a test as an operator would publish it; everything has a default that works.</summary>
internal sealed record PublishedProduct(string Name)
{
    public const string Key = "key-of-mobile";

    public IReadOnlyList<string> Hosts { get; init; } = [$"{Name[(Name.IndexOf('/', StringComparison.Ordinal) + 1)..]}.example"];

    public Authentication Authentication { get; init; } =
        new() { UserKey = new UserKeyAuthentication { Name = "user_key", In = [CredentialPlace.Header, CredentialPlace.Query] } };

    public IReadOnlyList<Metric> Metrics { get; init; } = [new Metric { Name = Contract.Hits }];

    public IReadOnlyList<MappingRule> Rules { get; init; } = [Rule("/", Contract.Hits)];

    public IReadOnlyList<Plan> Plans { get; init; } = [Plan("shop/basic", Limit(Contract.Hits, 1_000_000))];

    public IReadOnlyList<Application> Applications { get; init; } = [Application("tenant/mobile", "shop/basic", PeppersOfTests.Digest(Key))];

    public SecretToken? NamedSecret { get; init; }

    public string? Secret { get; init; }

    /// <summary>The shard both parts live in.</summary>
    public int Shard { get; init; }

    public ProductProxy Proxy => new()
    {
        Format = Contract.Format,
        Product = Name,
        Hosts = Hosts,
        Backends = [new Backend { Name = "echo", Path = "", Url = "http://echo:80", Protocol = BackendProtocol.Auto }],
        Metrics = Metrics,
        Rules = Rules,
        Authentication = Authentication,
        EncodedSlashes = EncodedSlashes.Decode,
        Responses = [],
        Upstream = new Upstream { RemoveCredentials = true, TimeoutMilliseconds = 1_000, SecretToken = NamedSecret },
    };

    public ProductLive Live => new() { Format = Contract.Format, Product = Name, Plans = Plans, WhenStoreUnavailable = StorePolicy.Deny };

    public ApplicationSet ApplicationSet => new() { Format = Contract.Format, Product = Name, Applications = Applications };

    public static MappingRule Rule(string pattern, string metric, long increment = 1) =>
        new() { Name = pattern, Method = Contract.AnyMethod, Pattern = pattern, Metric = metric, Increment = increment };

    public static Plan Plan(string name, params IReadOnlyList<Limit> limits) => new() { Name = name, Limits = limits };

    public static Limit Limit(string metric, long value, Period period = Period.Eternity) =>
        new() { Metric = metric, Period = period, Value = value, Mode = LimitMode.Enforce };

    public static Application Application(string name, string plan, params IReadOnlyList<KeyDigest> keys) =>
        new() { Name = name, Plan = plan, Live = true, Keys = keys };
}
