using Headgate.Configuration;

namespace Headgate.Gateway.Tests.Http;

/// <summary>Where a call goes and what it takes along.</summary>
public sealed class ForwardingTests
{
    [Theory]
    [InlineData("/", "root /")]
    [InlineData("/x", "root /x")]
    [InlineData("/v1", "v1 /base")]
    [InlineData("/v1/", "v1 /base/")]
    [InlineData("/v1/a", "v1 /base/a")]
    [InlineData("/v1/v1/a", "v1 /base/v1/a")]
    [InlineData("/v10", "root /v10")]
    [InlineData("/v1;x", "root /v1;x")]
    [InlineData("/v1/deep", "deep /")]
    [InlineData("/v1/deep/", "deep /")]
    [InlineData("/v1/deep/a?q=/v1/deep", "deep /a?q=/v1/deep")]
    [InlineData("/v1/deeper", "v1 /base/deeper")]
    [InlineData("/x/../v1/%64eep/a", "deep /a")]
    [InlineData("/v1%2fdeep%2fa", "deep /a")]
    public async Task The_longest_prefix_chooses_the_backend_and_is_removed_once(string target, string arrives)
    {
        await using var root = new RawUpstream();
        await using var v1 = new RawUpstream();
        await using var deep = new RawUpstream();
        await using var gateway = await TestGateway.StartAsync(new TestProduct
        {
            Backends = [TestProduct.To(root.Url), TestProduct.To(v1.Url + "/base", "/v1"), TestProduct.To(deep.Url, "/v1/deep")],
        });
        Assert.Equal(200, (await gateway.GetAsync(target)).Status);
        var seen = new (string Name, RawUpstream Upstream)[] { ("root", root), ("v1", v1), ("deep", deep) }
            .SelectMany(backend => backend.Upstream.Take().Select(request => $"{backend.Name} {request.Head.Target}"));
        Assert.Equal([arrives], seen);
    }

    [Fact]
    public async Task A_path_without_a_backend_is_a_404_that_books_nothing()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await TestGateway.StartAsync(new TestProduct
        {
            Backends = [TestProduct.To(upstream.Url, "/v1")],
            Plans = [new Plan { Name = "acme/basic", Limits = [new Limit { Metric = "hits", Period = Period.Eternity, Value = 1, Mode = LimitMode.Enforce }] }],
        });
        Assert.Equal(404, (await gateway.GetAsync("/v10")).Status);
        Assert.Equal(404, (await gateway.GetAsync("/")).Status);
        Assert.Equal(200, (await gateway.GetAsync("/v1")).Status);
        Assert.Equal(429, (await gateway.GetAsync("/v1")).Status);
        Assert.Equal("GET / HTTP/1.1", Assert.Single(upstream.Take()).Head.StartLine);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("backend.internal")]
    public async Task The_backend_sees_its_own_host_or_the_one_that_is_set(string? hostHeader)
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await TestGateway.StartAsync(new TestProduct
        {
            Backends = [TestProduct.To(upstream.Url)],
            Upstream = new() { RemoveCredentials = true, TimeoutMilliseconds = 15_000, HostHeader = hostHeader },
        });
        Assert.Equal(200, (await gateway.GetAsync("/")).Status);
        Assert.Equal(hostHeader ?? $"127.0.0.1:{upstream.Port}", Assert.Single(upstream.Take()).Head["Host"]);
    }

    [Fact]
    public async Task Nothing_leaves_while_the_secret_token_is_missing()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await TestGateway.StartAsync(new TestProduct
        {
            Backends = [TestProduct.To(upstream.Url)],
            Upstream = new() { RemoveCredentials = true, TimeoutMilliseconds = 15_000, SecretToken = new() { Header = "X-Proof" } },
        });
        var response = await gateway.GetAsync("/", "X-Proof: forged\r\n");
        Assert.Equal((503, "1"), (response.Status, response.Head["Retry-After"]));
        Assert.Empty(upstream.Take());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Credentials_are_removed_unless_they_are_kept(bool removed)
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await TestGateway.StartAsync(new TestProduct
        {
            Backends = [TestProduct.To(upstream.Url)],
            Upstream = new() { RemoveCredentials = removed, TimeoutMilliseconds = 15_000 },
        });
        const string Key = TestProduct.GoodKey;
        var response = await gateway.CallAsync($"GET /g?a=1&user_key={Key}&b=2 HTTP/1.1\r\n{HostileCase.Host}User-Key: {Key}\r\nAuthorization: Bearer {Key}\r\n\r\n");
        Assert.Equal(200, response.Status);
        var head = Assert.Single(upstream.Take()).Head;
        Assert.Equal(removed ? "/g?a=1&b=2" : $"/g?a=1&user_key={Key}&b=2", head.Target);
        Assert.Equal(removed ? null : Key, head["User-Key"]);
        Assert.Equal(removed ? null : $"Bearer {Key}", head["Authorization"]);
        Assert.Equal(!removed, head.Text.Contains(Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_id_and_its_key_are_removed_from_query_and_Basic()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await TestGateway.StartAsync(new TestProduct
        {
            Backends = [TestProduct.To(upstream.Url)],
            Authentication = new() { AppIdAndKey = new() { IdName = "app_id", KeyName = "app_key", In = [CredentialPlace.Authorization, CredentialPlace.Query] } },
            Applications = [TestProduct.App("acme/good", "acme/basic", "k1", "id1")],
        });
        var basic = Convert.ToBase64String("id1:k1"u8);
        var response = await gateway.CallAsync($"GET /g?app_id=id1&x=1&app_key=k1 HTTP/1.1\r\n{HostileCase.Host}Authorization: Basic {basic}\r\n\r\n");
        Assert.Equal(200, response.Status);
        var head = Assert.Single(upstream.Take()).Head;
        Assert.Equal(("/g?x=1", null), (head.Target, head["Authorization"]));
    }
}
