namespace Headgate.Gateway.Tests.Http;

/// <summary>A good request passes.</summary>
public sealed class RoundTripTests
{
    [Fact]
    public async Task A_good_request_reaches_the_backend_and_its_answer_the_caller()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await TestGateway.StartAsync(new TestProduct { Backends = [TestProduct.To(upstream.Url)] });
        var response = await gateway.GetAsync("/hello?a=b");
        Assert.Equal((200, "ok"), (response.Status, response.Text));
        var request = Assert.Single(upstream.Take());
        Assert.Equal("GET /hello?a=b HTTP/1.1", request.Head.StartLine);
        Assert.Null(request.Head["user_key"]);
    }
}
