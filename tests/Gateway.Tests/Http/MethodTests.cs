using Headgate.Configuration;

namespace Headgate.Gateway.Tests.Http;

/// <summary>A method is judged as it is forwarded: writing it in lower case must not slip past the rule that prices it.</summary>
public sealed class MethodTests
{
    [Theory]
    [InlineData("GET")]
    [InlineData("get")]
    [InlineData("Post")]
    [InlineData("put")]
    [InlineData("delete")]
    [InlineData("head")]
    [InlineData("options")]
    [InlineData("patch")]
    [InlineData("query")]
    [InlineData("frob")]
    public async Task The_backend_sees_the_method_that_was_priced(string method)
    {
        await using var upstream = new RawUpstream();
        var never = new Limit { Metric = "off", Period = Period.Eternity, Value = 0, Mode = LimitMode.Enforce };
        await using var gateway = await TestGateway.StartAsync(new TestProduct
        {
            Backends = [TestProduct.To(upstream.Url)],
            Rules = [TestProduct.Rule("ANY", "/"), TestProduct.Rule(method.ToUpperInvariant(), "/", "off")],
            Plans = [new Plan { Name = "acme/basic", Limits = [never] }],
        });
        var response = await gateway.CallAsync($"{method} /g HTTP/1.1\r\n{HostileCase.Host}{HostileCase.Key}\r\n");
        var seen = upstream.Take().Select(request => request.Head.Method);
        if (response.Status is 403 or 405) Assert.Empty(seen);
        else Assert.Equal([method], seen);
    }
}
