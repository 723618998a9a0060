using Headgate.Configuration;
using Headgate.Gateway.Pipeline;
using Headgate.Gateway.Tests.Source;
using Headgate.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using static Headgate.Gateway.Tests.Source.PublishedProduct;

namespace Headgate.Gateway.Tests.Decisions;

/// <summary>DESIGN §5: a decision about a key that was seen before allocates nothing, from host to limit.</summary>
public sealed class DecisionAllocationTests
{
    private const long MostUnits = (1L << 53) - 1;

    private static readonly Authentication UserKey =
        new() { UserKey = new UserKeyAuthentication { Name = "user_key", In = [CredentialPlace.Header, CredentialPlace.Query] } };

    private static readonly Authentication Pair = new()
    {
        AppIdAndKey = new AppIdAndKeyAuthentication { IdName = "app_id", KeyName = "app_key", In = [CredentialPlace.Header, CredentialPlace.Query] },
    };

    [Fact]
    public void A_user_key_in_a_header() => AssertAllocatesNothing(UserKey, "/orders/1?page=2", Reason.Accepted, ("user_key", Key));

    [Fact]
    public void A_user_key_in_the_query() => AssertAllocatesNothing(UserKey, $"/orders/1?page=2&user_key={Key}", Reason.Accepted);

    [Fact]
    public void An_identifier_and_a_key_in_headers() => AssertAllocatesNothing(Pair, "/orders/1", Reason.Accepted, ("app-id", "mobile"), ("app-key", Key));

    [Fact]
    public void An_identifier_and_a_key_in_the_query() => AssertAllocatesNothing(Pair, $"/orders/1?app_id=mobile&app_key={Key}", Reason.Accepted);

    [Fact]
    public void A_call_over_its_limit() => AssertAllocatesNothing(UserKey, "/full", Reason.LimitExceeded, ("user_key", Key));

    [Fact]
    public void A_call_that_no_rule_matches() => AssertAllocatesNothing(UserKey, "/none", Reason.NoMatch, ("user_key", Key));

    [Fact]
    public void A_call_without_credentials() => AssertAllocatesNothing(UserKey, "/orders/1", Reason.CredentialsMissing);

    private static void AssertAllocatesNothing(Authentication authentication, string target, Reason expected, params (string Name, string Value)[] credentials)
    {
        using var pool = new MountedPool();
        var snapshot = pool.Load(new PublishedPool(new PublishedProduct("shop/echo")
        {
            Authentication = authentication,
            Metrics = [new Metric { Name = "hits" }, new Metric { Name = "orders", Parent = "hits" }, new Metric { Name = "full", Parent = "hits" }],
            Rules = [Rule("/orders/{id}$", "orders"), Rule("/orders", "hits", 2), Rule("/full", "full", 2)],
            Plans = [Plan("shop/basic", Limit("orders", MostUnits), Limit("hits", MostUnits, Period.Month), Limit("full", 1, Period.Week))],
            Applications = [Application("tenant/mobile", "shop/basic", PeppersOfTests.Digest(Key)) with { AppId = authentication == Pair ? "mobile" : null }],
        }));
        var time = new FakeTimeProvider();
        var decider = new Decider(new MemoryLimitStore(time), time);
        var headers = new HeaderDictionary { ["Accept"] = "*/*" };
        foreach (var (name, value) in credentials) headers[name] = value;
        var call = new Call();
        for (var warm = 0; warm < 100; warm++) Assert.Equal(expected, Decide());

        // The fewest of several rounds: see CredentialAllocationTests.
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var round = 0; round < 1_000; round++) Decide();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }));

        Reason Decide()
        {
            call.Begin(snapshot, "echo.example:8080", "GET", target, headers);
            var decision = decider.DecideAsync(call, CancellationToken.None);
            return decision.IsCompletedSuccessfully ? decision.Result : throw new InvalidOperationException("The memory store answers at once.");
        }
    }
}
