using System.Globalization;
using Headgate.Configuration;
using Headgate.Gateway.Snapshots;

namespace Headgate.Benchmarks;

/// <summary>One Product of any size, made from the records an operator publishes.</summary>
internal static class BenchmarkPool
{
    public const string Host = "api.example.com";

    private const int Shards = 16;
    private const int MetricCount = 20;

    private static readonly Pepper Pepper = new() { Id = "p", Value = Convert.ToBase64String(new byte[32]) };

    public static string KeyOf(int application) => string.Create(CultureInfo.InvariantCulture, $"key-of-application-{application:D12}");

    // Resources of a REST API: 50 rules for each of a number of services, half with variables, none shadowed.
    public static string PathOf(int rule) => string.Create(CultureInfo.InvariantCulture, $"/v1/service-{rule / 50}/resource-{rule % 50}/items/12345");

    public static Snapshot Make(int applications, int rules)
    {
        var version = new ProductVersion(Proxy(rules));
        var index = new ApplicationIndex([.. Enumerable.Range(0, Shards).Select(shard => Shard(applications, shard))], new PepperTable(new PepperSet { Format = Contract.Format, Peppers = [Pepper] }));
        var live = new LivePart(Live(), version.Metrics, index, before: null);
        return new Snapshot([new ProductRuntime(version, live, index, secretToken: null, new Dictionary<string, string>())], [], null, complete: true);
    }

    public static ApplicationShard Shard(int applications, int shard) => new(Set(applications, shard));

    public static ApplicationSet Set(int applications, int shard) => new()
    {
        Format = Contract.Format,
        Product = "shop/api",
        Applications =
        [
            .. Enumerable.Range(0, applications).Where(application => application % Shards == shard).Select(application => new Application
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"tenant-{application % 1000}/application-{application}"),
                Plan = $"shop/plan-{application % 10}",
                Live = true,
                Keys = [new KeyDigest { Pepper = Pepper.Id, Digest = KeyHash.Compute(Pepper, KeyOf(application)) }],
            }),
        ],
    };

    public static IEnumerable<ApplicationSet> Sets(int applications) => Enumerable.Range(0, Shards).Select(shard => Set(applications, shard));

    private static ProductProxy Proxy(int rules) => new()
    {
        Format = Contract.Format,
        Product = "shop/api",
        Hosts = [Host],
        Backends = [new Backend { Name = "api", Path = "", Url = "http://api:80", Protocol = BackendProtocol.Auto }],
        Metrics = [new Metric { Name = Contract.Hits }, .. Enumerable.Range(0, MetricCount).Select(metric => new Metric { Name = $"method-{metric}", Parent = Contract.Hits })],
        Rules =
        [
            .. Enumerable.Range(0, rules).Select(rule => new MappingRule
            {
                Name = $"rule-{rule}",
                Method = "GET",
                Pattern = rule % 2 == 0 ? PathOf(rule)[..^5] + "{id}$" : PathOf(rule)[..^5],
                Metric = $"method-{rule % MetricCount}",
                Increment = 1,
            }),
        ],
        Authentication = new Authentication { UserKey = new UserKeyAuthentication { Name = "user_key", In = [CredentialPlace.Header, CredentialPlace.Query] } },
        EncodedSlashes = EncodedSlashes.Decode,
        Responses = [],
        Upstream = new Upstream { RemoveCredentials = true, TimeoutMilliseconds = 30_000 },
    };

    // Two limits on all calls and one on each method: a call meets three and costs two counters.
    private static ProductLive Live() => new()
    {
        Format = Contract.Format,
        Product = "shop/api",
        WhenStoreUnavailable = StorePolicy.LocalShare,
        Plans =
        [
            .. Enumerable.Range(0, 10).Select(plan => new Plan
            {
                Name = $"shop/plan-{plan}",
                Limits =
                [
                    Limit(Contract.Hits, Period.Minute),
                    Limit(Contract.Hits, Period.Month),
                    .. Enumerable.Range(0, MetricCount).Select(metric => Limit($"method-{metric}", Period.Hour)),
                ],
            }),
        ],
    };

    private static Limit Limit(string metric, Period period) => new() { Metric = metric, Period = period, Value = 1L << 50, Mode = LimitMode.Enforce };
}
