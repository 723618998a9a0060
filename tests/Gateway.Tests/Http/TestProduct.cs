using Headgate.Configuration;

namespace Headgate.Gateway.Tests.Http;

/// <summary>The published entries of one Product; what a test does not say is as plain as it can be.</summary>
internal sealed record TestProduct
{
    public const string GoodKey = "good-key-0123456789";

    public static Pepper Pepper { get; } = new() { Id = "p1", Value = Convert.ToBase64String(new byte[32]) };

    public string Name { get; init; } = "acme/api";

    public IReadOnlyList<string> Hosts { get; init; } = ["api.test"];

    public required IReadOnlyList<Backend> Backends { get; init; }

    public Authentication Authentication { get; init; } =
        new() { UserKey = new UserKeyAuthentication { Name = "user_key", In = [CredentialPlace.Header, CredentialPlace.Query, CredentialPlace.Authorization] } };

    public IReadOnlyList<MappingRule> Rules { get; init; } = [Rule("ANY", "/")];

    public IReadOnlyList<Metric> Metrics { get; init; } = [new() { Name = Contract.Hits }, new() { Name = "off" }];

    public EncodedSlashes EncodedSlashes { get; init; } = EncodedSlashes.Decode;

    public IReadOnlyList<RefusalOverride> Responses { get; init; } = [];

    public Upstream Upstream { get; init; } = new() { RemoveCredentials = true, TimeoutMilliseconds = 15_000 };

    public IReadOnlyList<Plan> Plans { get; init; } = [new() { Name = "acme/basic", Limits = [] }];

    public IReadOnlyList<Application> Applications { get; init; } = [App("acme/good", "acme/basic", GoodKey)];

    public string? SecretToken { get; init; }

    public static Backend To(string url, string path = "", BackendProtocol protocol = BackendProtocol.Auto) =>
        new() { Name = $"backend{path.Replace('/', '-')}", Path = path, Url = url, Protocol = protocol };

    public static MappingRule Rule(string method, string pattern, string metric = Contract.Hits) =>
        new() { Name = $"{method} {pattern}", Method = method, Pattern = pattern, Metric = metric, Increment = 1 };

    public static Application App(string name, string plan, string key, string? appId = null, bool live = true, DateTimeOffset? expiresAt = null) => new()
    {
        Name = name,
        Plan = plan,
        Live = live,
        AppId = appId,
        Keys = [new KeyDigest { Pepper = Pepper.Id, Digest = KeyHash.Compute(Pepper, key), ExpiresAt = expiresAt }],
    };

    public ProductProxy Proxy() => new()
    {
        Format = Contract.Format,
        Product = Name,
        Hosts = Hosts,
        Backends = Backends,
        Metrics = Metrics,
        Rules = Rules,
        Authentication = Authentication,
        EncodedSlashes = EncodedSlashes,
        Responses = Responses,
        Upstream = Upstream,
    };

    public ProductLive Live() => new() { Format = Contract.Format, Product = Name, Plans = Plans, WhenStoreUnavailable = StorePolicy.LocalShare };

    public ApplicationSet Set() => new() { Format = Contract.Format, Product = Name, Applications = Applications };
}
