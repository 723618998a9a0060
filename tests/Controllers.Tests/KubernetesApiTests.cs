using System.Net;
using System.Text.Json.Nodes;
using Headgate.TestCluster;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Controllers.Tests;

/// <summary>What is made of answers: objects, refusals with their reason, and silence.</summary>
public class KubernetesApiTests
{
    private static readonly ResourceKind ConfigMaps = Reflection.ConfigMaps;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_says_why_it_refuses()
    {
        await using var api = await TestApi.ConnectAsync();
        var inNamespace = await api.NewNamespaceAsync(Cancel);
        var key = new ObjectKey(inNamespace, "a");
        var missing = await Refused(() => api.Api.GetAsync(ConfigMaps.PathOf(key), Cancel));
        Assert.Equal((HttpStatusCode.NotFound, "NotFound"), (missing.Status, missing.Reason));
        Assert.Equal((true, true), (missing.IsNotFound, missing.IsRefusal));
        Assert.Equal("configmaps \"a\" not found", missing.Message);

        var old = await api.Api.CreateAsync(ConfigMaps.PathOf(inNamespace), New("a"), Cancel);
        var twice = await Refused(() => api.Api.CreateAsync(ConfigMaps.PathOf(inNamespace), New("a"), Cancel));
        Assert.Equal(("AlreadyExists", true), (twice.Reason, twice.IsConflict));
        await api.Api.MergeAsync(ConfigMaps.PathOf(key), new JsonObject { ["data"] = new JsonObject { ["a"] = "b" } }, Cancel);
        var late = await Refused(() => api.Api.ReplaceAsync(ConfigMaps.PathOf(key), old, Cancel));
        Assert.Equal(("Conflict", true, false), (late.Reason, late.IsConflict, late.IsRefusal));
        var another = await Refused(() => api.Api.DeleteAsync(ConfigMaps.PathOf(key), Guid.NewGuid().ToString(), Cancel));
        Assert.Equal(("Conflict", true), (another.Reason, another.IsConflict));

        var invalid = await Refused(() => api.Api.CreateAsync(ConfigMaps.PathOf(inNamespace), New("Not a name"), Cancel));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Invalid"), (invalid.Status, invalid.Reason));
        var unknown = await Refused(() => api.Api.GetAsync("/apis/nothing.example.dev/v1/things", Cancel));
        Assert.Equal((HttpStatusCode.NotFound, ""), (unknown.Status, unknown.Reason));
        Assert.Equal("404 Not Found", unknown.Message);
    }

    [Theory]
    [InlineData(410, """{"kind":"Status","reason":"Expired","message":"too old","code":410}""", "Expired", "too old", true)]
    [InlineData(410, "", "", "410 Gone", true)]
    [InlineData(500, """{"reason":"Expired","message":"too old"}""", "Expired", "too old", true)]
    [InlineData(503, "<html>Away.</html>", "", "503 Service Unavailable", false)]
    [InlineData(502, """["not","a","status"]""", "", "502 Bad Gateway", false)]
    [InlineData(500, """{"reason":"InternalError"}""", "InternalError", """{"reason":"InternalError"}""", false)]
    [InlineData(500, """{"reason":{"a":1},"message":[2]}""", "", """{"reason":{"a":1},"message":[2]}""", false)]
    public async Task A_refusal_is_read_as_far_as_it_can_be(int status, string body, string reason, string message, bool isExpired)
    {
        var refusal = await Refused(() => GetAsync((HttpStatusCode)status, body));
        Assert.Equal(((HttpStatusCode)status, reason, message), (refusal.Status, refusal.Reason, refusal.Message));
        Assert.Equal(isExpired, refusal.IsExpired);
        Assert.Null(refusal.RetryAfter);
    }

    [Theory]
    [InlineData("7", 7.0)]
    [InlineData("0", 0.0)]
    [InlineData("soon", null)]
    public async Task A_server_that_is_too_busy_says_when_to_come_again(string header, double? seconds)
    {
        const string Body = """{"reason":"TooManyRequests","message":"Later."}""";
        var refusal = await Refused(() => GetAsync(HttpStatusCode.TooManyRequests, Body, header));
        Assert.Equal(("TooManyRequests", seconds), (refusal.Reason, refusal.RetryAfter?.TotalSeconds));
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"kind":"ConfigMap",""")]
    public async Task An_answer_that_is_no_object_counts_as_a_server_that_was_not_reached(string body)
    {
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(HttpStatusCode.OK, body));
        Assert.Contains("/api/v1/a", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_waits_longer_than_30_seconds_for_an_answer()
    {
        var time = new FakeTimeProvider();
        var wire = new Wire { Leaving = _ => new TaskCompletionSource().Task };
        using var api = wire.Connect(time);
        var asking = api.GetAsync("/api/v1/a", Cancel);
        while (!wire.Holds) await Task.Yield();
        time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.False(asking.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => asking);
        Assert.Contains("30 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_gives_up_gets_no_answer_and_no_failure_of_the_server()
    {
        var wire = new Wire { Leaving = _ => new TaskCompletionSource().Task };
        using var api = wire.Connect();
        using var stop = new CancellationTokenSource();
        var asking = api.GetAsync("/api/v1/a", stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    private static async Task<JsonObject> GetAsync(HttpStatusCode status, string body, string? retryAfter = null)
    {
        var wire = new Wire();
        wire.Answer = _ =>
        {
            var response = new HttpResponseMessage(status) { Content = new StringContent(body) };
            if (retryAfter is not null) response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
            return response;
        };
        using var api = wire.Connect();
        return await api.GetAsync("/api/v1/a", Cancel);
    }

    private static Task<ApiException> Refused(Func<Task> request) => Assert.ThrowsAsync<ApiException>(request);

    private static JsonObject New(string name) =>
        new() { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = name } };
}
