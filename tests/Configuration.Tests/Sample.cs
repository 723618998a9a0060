namespace Headgate.Configuration.Tests;

/// <summary>One value of every kind of entry, with every member set at least once.</summary>
internal static class Sample
{
    public const string Product = "shop/echo-api";

    public static ProductProxy Proxy { get; } = new()
    {
        Format = Contract.Format,
        Product = Product,
        Hosts = ["api.example.com", "xn--bcher-kva.example"],
        Backends =
        [
            new Backend { Name = "orders", Path = "/orders", Url = "http://orders.shop.svc:8080/base", Protocol = BackendProtocol.Http2 },
            new Backend { Name = "echo", Path = "", Url = "https://echo.example", Protocol = BackendProtocol.Auto },
        ],
        Metrics = [new Metric { Name = "hits" }, new Metric { Name = "orders", Parent = "hits" }],
        Rules =
        [
            new MappingRule { Name = "orders", Method = "POST", Pattern = "/orders/{id}$", Metric = "orders", Increment = 3, Last = true },
            new MappingRule { Name = "broken", Method = "ANY", Pattern = "/admin?mode={mode}", Metric = "gone", Increment = 1, Denied = true },
        ],
        Authentication = new Authentication
        {
            AppIdAndKey = new AppIdAndKeyAuthentication { IdName = "app_id", KeyName = "app_key", In = [CredentialPlace.Header, CredentialPlace.Query, CredentialPlace.Authorization] },
        },
        EncodedSlashes = EncodedSlashes.Keep,
        Responses = [new RefusalOverride { Kind = RefusalKind.LimitsExceeded, Status = 420, ContentType = "text/plain", Body = "„Ruhe“ \"now\"\n\u2028" }],
        Upstream = new Upstream { HostHeader = "echo.internal", RemoveCredentials = true, TimeoutMilliseconds = 30_000, SecretToken = new SecretToken { Header = "X-Token" } },
    };

    public static ProductLive Live { get; } = new()
    {
        Format = Contract.Format,
        Product = Product,
        Plans =
        [
            new Plan
            {
                Name = "shop/basic",
                Limits =
                [
                    new Limit { Metric = "hits", Period = Period.Minute, Value = 10, Mode = LimitMode.Enforce },
                    new Limit { Metric = "orders", Period = Period.Eternity, Value = 9_007_199_254_740_991, Mode = LimitMode.Observe },
                ],
            },
            new Plan { Name = "shop/broken", Limits = [], Denied = true },
        ],
        WhenStoreUnavailable = StorePolicy.LocalShare,
    };

    public static ApplicationSet Applications { get; } = new()
    {
        Format = Contract.Format,
        Product = Product,
        Applications =
        [
            new Application
            {
                Name = "tenant/mobile",
                Plan = "shop/basic",
                Live = true,
                AppId = "mobile",
                Keys =
                [
                    new KeyDigest { Pepper = "p1", Digest = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=" },
                    new KeyDigest { Pepper = "p0", Digest = "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=", ExpiresAt = new DateTimeOffset(2030, 2, 28, 23, 59, 59, TimeSpan.Zero) },
                ],
            },
            new Application { Name = "tenant/web", Plan = "shop/broken", Live = false, Keys = [] },
        ],
    };

    public static UpstreamSecrets Upstream { get; } = new() { Format = Contract.Format, Product = Product, SecretToken = "a+b/c=" };

    public static PepperSet Peppers { get; } = new()
    {
        Format = Contract.Format,
        Peppers = [new Pepper { Id = "p1", Value = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=" }, new Pepper { Id = "p0", Value = "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=" }],
    };

    public static Shard Shard { get; } = new() { Format = Contract.Format, Pool = "default", Environment = "production", Count = 4, Index = 3 };
}
