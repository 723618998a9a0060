using System.Net;
using System.Net.Http.Headers;
using Headgate.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Headgate.Gateway.Tests.Http;

/// <summary>Calls as gRPC makes them: HTTP/2 end to end, both bodies open, the outcome in trailers.</summary>
public sealed class GrpcTests : IAsyncLifetime
{
    private static readonly byte[] Message = [0, 0, 0, 0, 2, 8, 1];

    private static readonly Limit Once = new() { Metric = "hits", Period = Period.Eternity, Value = 1, Mode = LimitMode.Enforce };

    private readonly TaskCompletionSource _canceled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private KestrelBackend? _backend;
    private TestGateway? _gateway;
    private Http2Caller? _caller;
    private string? _te;

    private static CancellationToken Deadline => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _backend = await KestrelBackend.StartAsync(ServeAsync, HttpProtocols.Http2);
        _gateway = await TestGateway.StartAsync(new TestProduct
        {
            Backends = [TestProduct.To(_backend.Url, protocol: BackendProtocol.Http2)],
            Rules = [TestProduct.Rule("POST", "/acme.Echo/")],
            Plans = [new Plan { Name = "acme/basic", Limits = [Once] }],
        });
        _caller = new Http2Caller(_gateway.Port);
    }

    public async ValueTask DisposeAsync()
    {
        _caller!.Dispose();
        await _gateway!.DisposeAsync();
        await _backend!.DisposeAsync();
    }

    [Fact]
    public async Task A_unary_call_brings_its_status_in_trailers()
    {
        using var response = await CallAsync("/acme.Echo/Say", new ByteArrayContent(Message));
        Assert.Equal((HttpStatusCode.OK, "application/grpc"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Equal(Message, await response.Content.ReadAsByteArrayAsync(Deadline));
        Assert.Equal(["0"], response.TrailingHeaders.GetValues("grpc-status"));
        Assert.Equal("trailers", _te);
    }

    [Fact]
    public async Task An_answer_of_trailers_alone_stays_one()
    {
        using var response = await CallAsync("/acme.Echo/Fail", new ByteArrayContent(Message));
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Deadline));
        Assert.Equal(["5"], response.Headers.GetValues("grpc-status"));
    }

    [Fact]
    public async Task Messages_pass_both_ways_while_both_streams_are_open()
    {
        var messages = new OpenContent();
        using var response = await CallAsync("/acme.Echo/Chat", messages);
        await using var answers = await response.Content.ReadAsStreamAsync(Deadline);
        var buffer = new byte[Message.Length];
        for (var round = 0; round < 3; round++)
        {
            await messages.WriteAsync(Message, Deadline);
            await answers.ReadExactlyAsync(buffer, Deadline);
            Assert.Equal(Message, buffer);
        }
        messages.Complete();
        Assert.Equal(0, await answers.ReadAsync(buffer, Deadline));
        Assert.Equal(["0"], response.TrailingHeaders.GetValues("grpc-status"));
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled_at_the_backend()
    {
        var messages = new OpenContent();
        using (var response = await CallAsync("/acme.Echo/Chat", messages))
        {
            await messages.WriteAsync(Message, Deadline);
            await using var answers = await response.Content.ReadAsStreamAsync(Deadline);
            await answers.ReadExactlyAsync(new byte[Message.Length], Deadline);
            // Giving the answer up resets the stream.
        }
        await _canceled.Task.WaitAsync(Deadline);
        Assert.Contains("\"decision\":\"allow\"", await _gateway!.AccessLog.NextAsync(Deadline), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/acme.Echo/Say", null, 401, "credentials-missing")]
    [InlineData("/acme.Echo/Say", "bad", 403, "unknown-key")]
    [InlineData("/acme.Other/Say", TestProduct.GoodKey, 404, "no-match")]
    public async Task A_refusal_is_an_HTTP_status_that_gRPC_callers_translate(string target, string? key, int status, string type)
    {
        using var response = await CallAsync(target, new ByteArrayContent(Message), key);
        await AssertProblemAsync(response, status, type);
    }

    [Fact]
    public async Task A_limit_is_429_with_its_fields()
    {
        (await CallAsync("/acme.Echo/Say", new ByteArrayContent(Message))).Dispose();
        using var response = await CallAsync("/acme.Echo/Say", new ByteArrayContent(Message));
        await AssertProblemAsync(response, 429, "quota-exceeded");
        Assert.Equal(["\"hits-eternity\";q=1"], response.Headers.GetValues("RateLimit-Policy"));
    }

    private static async Task AssertProblemAsync(HttpResponseMessage response, int status, string type)
    {
        Assert.Equal((status, "application/problem+json"), ((int)response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Contains(type, await response.Content.ReadAsStringAsync(Deadline), StringComparison.Ordinal);
        Assert.Null(response.Headers.Connection.FirstOrDefault());
    }

    private async Task<HttpResponseMessage> CallAsync(string target, HttpContent content, string? key = TestProduct.GoodKey)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        var request = _caller!.Request(HttpMethod.Post, target, content, key);
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        return await _caller.SendAsync(request, Deadline);
    }

    private async Task ServeAsync(HttpContext context)
    {
        _te = context.Request.Headers.TE;
        context.Response.ContentType = "application/grpc";
        if (context.Request.Path == "/acme.Echo/Fail")
        {
            context.Response.Headers["grpc-status"] = "5";
            return;
        }
        await context.Response.Body.FlushAsync();
        try
        {
            var buffer = new byte[4096];
            while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            context.Response.AppendTrailer("grpc-status", "0");
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            _canceled.TrySetResult();
        }
    }
}
