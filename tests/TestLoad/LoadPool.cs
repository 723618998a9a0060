using System.Globalization;
using Headgate.Configuration;
using Headgate.TestSupport;

namespace Headgate.TestLoad;

/// <summary>
/// A gateway's configuration root, written from a few numbers: one Product for each policy, with the same rules. Publishing again changes plans under load.
/// </summary>
public sealed class LoadPool : IDisposable
{
    private const string Memory = "/dev/shm";

    private static readonly Pepper Pepper = new() { Id = "load", Value = Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray()) };

    private readonly KubeletMount _products;
    private readonly KubeletMount _applications;
    private readonly int _upstream;
    private IReadOnlyDictionary<string, string> _published = new Dictionary<string, string>();
    private readonly Dictionary<string, KeyDigest> _digests = new(StringComparer.Ordinal);

    /// <summary>Writes it.</summary>
    /// <param name="upstream">Port of the upstream on 127.0.0.1.</param>
    /// <param name="groups">The Applications.</param>
    public LoadPool(int upstream, params IReadOnlyList<LoadGroup> groups)
    {
        _upstream = upstream;
        _products = new KubeletMount(Path.Combine(Root, EntryNames.ProductsDirectory));
        _applications = new KubeletMount(Path.Combine(Root, EntryNames.ApplicationsDirectory));
        Publish(groups);
    }

    /// <summary>The directory that gateways read.</summary>
    public string Root { get; } = Directory.Exists(Memory)
        ? Directory.CreateDirectory(Path.Combine(Memory, $"headgate-load-{Guid.NewGuid():N}")).FullName
        : Directory.CreateTempSubdirectory("headgate-load-").FullName;

    /// <summary>The Applications; an <see cref="Answer"/> names one by its place here.</summary>
    public IReadOnlyList<LoadApplication> Applications { get; private set; } = [];

    /// <summary>Whether a gateway serves what was published last.</summary>
    public bool IsLoaded(GatewayStatus status) => status.Errors.Count == 0 && _published.All(status.Products.SelectMany(product => product.Entries).Contains);

    /// <summary>The host of a Product.</summary>
    public static string HostOf(StorePolicy policy) => $"{policy.ToString().ToLowerInvariant()}.example";

    /// <summary>The key of an Application, by its place.</summary>
    public static string KeyOf(int application) => string.Create(CultureInfo.InvariantCulture, $"key-of-application-{application:D8}");

    /// <summary>Puts other plans in force. The Applications stay the same, in the same order.</summary>
    public void Publish(params IReadOnlyList<LoadGroup> groups)
    {
        Applications = [.. groups.SelectMany(group => group.Applications())];
        SortedDictionary<string, byte[]> products = new(StringComparer.Ordinal), applications = new(StringComparer.Ordinal);
        var shard = new Shard { Format = Contract.Format, Pool = "default", Environment = "production", Count = 1, Index = 0 };
        products[EntryNames.Shard(1, 0)] = applications[EntryNames.Shard(1, 0)] = EntryContent.Write(shard, ConfigurationJson.Default.Shard).Bytes.ToArray();
        applications[EntryNames.Peppers] =
            EntryContent.Write(new PepperSet { Format = Contract.Format, Peppers = [Pepper] }, ConfigurationJson.Default.PepperSet).Bytes.ToArray();
        var digests = new Dictionary<string, string>();
        foreach (var policy in groups.Select(group => group.Policy).Distinct())
        {
            var name = $"load/{policy.ToString().ToLowerInvariant()}";
            products[EntryNames.Proxy(name)] = EntryContent.Write(Proxy(name, policy), ConfigurationJson.Default.ProductProxy).Bytes.ToArray();
            var live = EntryContent.Write(Live(name, policy, groups), ConfigurationJson.Default.ProductLive);
            (products[EntryNames.Live(name)], digests[EntryNames.Live(name)]) = (live.Bytes.ToArray(), live.Digest);
            applications[EntryNames.Applications(name, 0)] = EntryContent.Write(Set(name, policy), ConfigurationJson.Default.ApplicationSet).Bytes.ToArray();
        }
        _published = digests;
        _products.Swap(products);
        _applications.Swap(applications);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static ProductLive Live(string name, StorePolicy policy, IEnumerable<LoadGroup> groups) => new()
    {
        Format = Contract.Format,
        Product = name,
        Plans = [.. groups.Where(group => group.Policy == policy).Select(group => new Plan { Name = group.PlanName, Limits = group.Limits }).OrderBy(plan => plan.Name, StringComparer.Ordinal)],
        WhenStoreUnavailable = policy,
    };

    private ProductProxy Proxy(string name, StorePolicy policy) => new()
    {
        Format = Contract.Format,
        Product = name,
        Hosts = [HostOf(policy)],
        Backends = [new Backend { Name = "upstream", Path = "", Url = $"http://127.0.0.1:{_upstream}", Protocol = BackendProtocol.Auto }],
        Metrics = [new Metric { Name = Contract.Hits }, new Metric { Name = CallKind.One, Parent = Contract.Hits }, new Metric { Name = CallKind.Five, Parent = Contract.Hits }],
        Rules = [.. CallKind.All.Select(kind => new MappingRule { Name = kind.Path[1..], Method = "GET", Pattern = kind.Path, Metric = kind.Metric, Increment = kind.Units })],
        Authentication = new Authentication { UserKey = new UserKeyAuthentication { Name = "user_key", In = [CredentialPlace.Header] } },
        EncodedSlashes = EncodedSlashes.Decode,
        Responses = [],
        // The upstream counts by key.
        Upstream = new Upstream { RemoveCredentials = false, TimeoutMilliseconds = 30_000 },
    };

    private ApplicationSet Set(string name, StorePolicy policy) => new()
    {
        Format = Contract.Format,
        Product = name,
        Applications =
        [
            .. Applications.Index().Where(entry => entry.Item.Group.Policy == policy)
                .Select(entry => new Application { Name = entry.Item.Name, Plan = entry.Item.Group.PlanName, Live = true, Keys = [DigestOf(KeyOf(entry.Index))] })
                .OrderBy(application => application.Name, StringComparer.Ordinal),
        ],
    };

    private KeyDigest DigestOf(string key)
    {
        if (!_digests.TryGetValue(key, out var digest)) _digests[key] = digest = new KeyDigest { Pepper = Pepper.Id, Digest = KeyHash.Compute(Pepper, key) };
        return digest;
    }
}
