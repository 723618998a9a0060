namespace Headgate.Gateway.Tests.Http;

/// <summary>
/// Hostile requests, byte for byte (reliability.md §7). Each is answered as the table says, forwards what the table says and nothing else,
/// leaves the connection in step or closed, and leaves a gateway that serves.
/// </summary>
public sealed class HostileRequestTests : IAsyncLifetime
{
    private RawUpstream? _upstream;
    private TestGateway? _gateway;

    private RawUpstream Upstream => _upstream!;

    private TestGateway Gateway => _gateway!;

    public async ValueTask InitializeAsync()
    {
        _upstream = new RawUpstream();
        _gateway = await TestGateway.StartAsync(new TestProduct { Backends = [TestProduct.To(_upstream.Url)] });
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    [Fact]
    public Task Request_lines() => JudgeAsync(HostileMessages.RequestLines);

    [Fact]
    public Task Hosts() => JudgeAsync(HostileMessages.Hosts);

    [Fact]
    public Task Lengths() => JudgeAsync(HostileMessages.Lengths);

    [Fact]
    public Task Headers() => JudgeAsync(HostileHeaders.Headers);

    [Fact]
    public Task Credentials() => JudgeAsync(HostileHeaders.Credentials);

    [Fact]
    public Task Bodies() => JudgeAsync(HostileHeaders.Bodies);

    private async Task JudgeAsync(IEnumerable<HostileCase> cases)
    {
        var wrong = new List<string>();
        foreach (var hostile in cases)
        {
            var seen = await ObserveAsync(hostile);
            var wanted = Describe(hostile.Answer, hostile.Closes, hostile.Forwarded);
            if (seen != wanted) wrong.Add($"{hostile.Name}\n  wanted {wanted}\n  seen   {seen}");
            Assert.Equal(200, (await Gateway.GetAsync("/still-there")).Status);
            Assert.Equal("GET /still-there HTTP/1.1", Assert.Single(Upstream.Take()).Head.StartLine);
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private async Task<string> ObserveAsync(HostileCase hostile)
    {
        using var client = await Gateway.ConnectAsync();
        client.WaitAtMost(TimeSpan.FromSeconds(3));
        await client.SendAsync(hostile.Wire);
        var answer = new List<int>();
        var closed = false;
        for (var expected = 0; expected < Math.Max(1, hostile.Answer.Count) && !closed; expected++)
        {
            try
            {
                if (await client.ReceiveAsync() is { } response) answer.Add(response.Status);
                else closed = true;
            }
            catch (OperationCanceledException)
            {
                return "no answer";
            }
        }
        // Another request on the same connection shows whether both sides agree where the hostile one ended.
        if (!closed)
        {
            await client.SendAsync(HostileCase.Get("", "/probe"));
            closed = await client.ReceiveAsync() is not { Status: 200 };
        }
        var forwarded = Upstream.Take().Select(request => request.Head.StartLine).ToList();
        if (!closed) Assert.Equal("GET /probe HTTP/1.1", forwarded[^1]);
        return Describe(answer, closed, forwarded.Where(line => !line.StartsWith("GET /probe ", StringComparison.Ordinal)));
    }

    private static string Describe(IEnumerable<int> answer, bool closes, IEnumerable<string> forwarded) =>
        $"{string.Join(',', answer)} {(closes ? "closed" : "open")} [{string.Join("; ", forwarded)}]";
}
