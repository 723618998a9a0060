using System.Net;
using Headgate.Operator.Versions;
using Headgate.Resources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Headgate.Operator.Tests.Versions;

/// <summary>The test call carries the credential where the Product wants it, and what is shown of it and of the answer does not.</summary>
public sealed class TestCallTests : IAsyncDisposable
{
    private const string Key = "TEST-KEY-0000000000000000000000000000000000";

    private static readonly Secret Secret = new()
    {
        ApiVersion = "v1",
        Kind = nameof(Secret),
        Metadata = new ObjectMeta { Name = "echo-staging-test", Namespace = "shop" },
        StringData = new Dictionary<string, string> { ["user_key"] = Key, ["app_id"] = "test id", ["app_key"] = Key },
    };

    private readonly WebApplication _backend;
    private string _host = "";
    private string _target = "";
    private HeaderDictionary _headers = [];

    public TestCallTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _backend = builder.Build();
        _backend.Urls.Add("http://127.0.0.1:0");
    }

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    [Theory]
    [InlineData(CredentialPlace.Header, "/hello", "", "user_key: {0}")]
    [InlineData(CredentialPlace.Query, "?user_key={0}", "?user_key=", "")]
    [InlineData(CredentialPlace.Authorization, "/hello", "-u \"", "")]
    public async Task A_user_key_goes_where_the_Product_looks_first(CredentialPlace place, string target, string shown, string header)
    {
        var call = new TestCall("s.example.com", "/hello", new ProductAuthentication { UserKey = new UserKeyMode { In = [place] } }, Secret);
        Assert.True((await AnswerAsync(call, StatusCodes.Status204NoContent)).Passed);
        Assert.Equal("s.example.com", _host);
        Assert.Contains(Filled(target), _target, StringComparison.Ordinal);
        if (header.Length > 0) Assert.Equal(Key, _headers["user_key"]);
        if (place == CredentialPlace.Authorization) Assert.StartsWith("Basic ", _headers["Authorization"].ToString(), StringComparison.Ordinal);
        Assert.Contains(shown, call.Curl(), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, call.Curl(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_identifier_and_its_key_go_together()
    {
        var authentication = new ProductAuthentication { AppIdAndKey = new AppIdAndKeyMode { In = [CredentialPlace.Query] } };
        var call = new TestCall("s.example.com", "/hello?lang=en", authentication, Secret);
        await AnswerAsync(call, StatusCodes.Status200OK);
        Assert.Equal($"/hello?lang=en&app_id=test%20id&app_key={Key}", _target);
        Assert.Contains("{.data.app_id}", call.Curl(), StringComparison.Ordinal);
        Assert.Contains("{.data.app_key}", call.Curl(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/a\"b", "/a\\\"b")]
    [InlineData("/$(reboot)", "/\\$(reboot)")]
    [InlineData("/`reboot`", "/\\`reboot\\`")]
    public void A_path_runs_nothing_in_the_shell_that_it_is_pasted_into(string path, string shown) => Assert.Contains(
        shown, new TestCall("s.example.com", path, new ProductAuthentication { UserKey = new UserKeyMode() }, Secret).Curl(), StringComparison.Ordinal);

    [Fact]
    public async Task The_credential_is_masked_where_a_backend_sends_it_back()
    {
        var call = new TestCall("s.example.com", "/hello", new ProductAuthentication { UserKey = new UserKeyMode() }, Secret);
        var answer = await AnswerAsync(call, StatusCodes.Status503ServiceUnavailable, $"you sent\r\n{Key}\u0007 " + new string('x', 5000));
        Assert.False(answer.Passed);
        Assert.StartsWith("you sent *** x", answer.Text, StringComparison.Ordinal);
        Assert.InRange(answer.Text.Length, 1, 201);
        Assert.StartsWith("503 in ", answer.ToString(), StringComparison.Ordinal);
    }

    [Theory, InlineData(302), InlineData(401), InlineData(500)]
    public async Task Only_2xx_passes(int status) =>
        Assert.False((await AnswerAsync(new TestCall("s.example.com", "/", new ProductAuthentication { UserKey = new UserKeyMode() }, Secret), status)).Passed);

    [Fact]
    public async Task Nobody_who_answers_is_told_as_that()
    {
        using var client = new TestClient(TimeProvider.System);
        var call = new TestCall("s.example.com", "/", new ProductAuthentication { UserKey = new UserKeyMode() }, Secret);
        using var nobody = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var port = ((IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();
        var answer = await client.CallAsync(call, "127.0.0.1", port, TestContext.Current.CancellationToken);
        Assert.StartsWith("no answer: ", answer.ToString(), StringComparison.Ordinal);
    }

    private async Task<TestAnswer> AnswerAsync(TestCall call, int status, string body = "")
    {
        _backend.Run(async context =>
        {
            (_host, _target) = (context.Request.Host.Value ?? "", context.Request.Path + context.Request.QueryString);
            _headers = new HeaderDictionary(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value));
            context.Response.StatusCode = status;
            if (body.Length > 0) await context.Response.WriteAsync(body);
        });
        await _backend.StartAsync(TestContext.Current.CancellationToken);
        using var client = new TestClient(TimeProvider.System);
        return await client.CallAsync(call, "127.0.0.1", new Uri(_backend.Urls.First()).Port, TestContext.Current.CancellationToken);
    }

    private static string Filled(string text) => text.Replace("{0}", Key, StringComparison.Ordinal);
}
