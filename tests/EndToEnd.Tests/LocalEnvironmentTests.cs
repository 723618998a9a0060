using System.Net;
using System.Text.RegularExpressions;
using Headgate.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Headgate.EndToEnd.Tests;

/// <summary>Versions, the test call, promotion and rollback without a cluster.</summary>
public class LocalEnvironmentTests
{
    private const string AnotherKey = "another-sample-key-of-curious-echo";

    [Fact]
    public async Task The_walk_of_the_documentation_goes_as_it_is_printed_there()
    {
        using var sample = new SampleCopy();
        await using var walk = await EnvironmentWalk.StartAsync(sample);
        var printed = Printed();
        for (var line = 0; line < 3; line++) Assert.Contains(printed.Dequeue(), walk.Printed, StringComparison.Ordinal);
        await SeeNextAsync(1);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), await walk.GetAsync("/goodbye"));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), await walk.GetAsync("/thanks"));

        // An added rule makes version 2, which Automatic promotes.
        sample.Append("rules.yaml", Block("kind: MappingRule"));
        await SeeNextAsync(5);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), await walk.GetAsync("/thanks"));

        // Manual holds production where the spec says, and goes where it says: back, forth, and not where there is none.
        sample.Append("product.yaml", Block("production:"));
        await SeeNextAsync(2);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), await walk.GetAsync("/thanks"));
        sample.Edit("product.yaml", "version: 1", "version: 2");
        await SeeNextAsync(2);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), await walk.GetAsync("/thanks"));
        sample.Edit("product.yaml", "version: 2", "version: 9");
        await SeeNextAsync(2);

        // A key acts in both at once, without a version.
        var key = $"\n  user_key: {SampleCopy.Key}";
        sample.Edit("applications.yaml", key, $"{key}\n  user_key.new: {AnotherKey}");
        await SeeNextAsync(1);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), await walk.GetAsync("/thanks", AnotherKey));
        Assert.Empty(printed);
        Assert.DoesNotContain("version 3 ", walk.Printed, StringComparison.Ordinal);
        Assert.Equal(0, await walk.InterruptAsync());

        async Task SeeNextAsync(int lines)
        {
            for (; lines > 0; lines--) await walk.SeeAsync(printed.Dequeue());
        }
    }

    [Fact]
    public async Task Promotion_after_the_test_waits_while_the_backend_fails()
    {
        var answer = StatusCodes.Status503ServiceUnavailable;
        await using var backend = await BackendAsync(() => Volatile.Read(ref answer));
        using var sample = new SampleCopy();
        sample.Append("product.yaml", "  production: {promotion: AfterTest}\n");
        var address = backend.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        sample.Edit("product.yaml", "headgate.dev/local.echo-api: EchoApi", $"headgate.dev/local.echo-api: {address}");
        await using var walk = await EnvironmentWalk.StartAsync(sample);
        await walk.SeeAsync("test call GET /hello of echo/echo-api: 503 in ");
        var curl = await walk.SeeAsync("By hand: curl -i ");
        Assert.Matches("""-H "Host: echo-staging\.example\.com" -H "user_key: [\w-]{43}" "http://127\.0\.0\.1:\d+/hello"$""", curl);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.NotFound), await walk.GetAsync("/hello"));
        Assert.Contains("production waits for the test call of version 1 of echo/echo-api", walk.Printed, StringComparison.Ordinal);

        Volatile.Write(ref answer, StatusCodes.Status200OK);
        await walk.SeeAsync("test call GET /hello of echo/echo-api: 200 in ");
        await walk.SeeAsync("production serves version 1 of echo/echo-api");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), await walk.GetAsync("/hello"));
        Assert.Equal(0, await walk.InterruptAsync());
    }

    [Fact]
    public async Task A_Product_without_staging_hosts_is_told_what_it_lacks()
    {
        using var sample = new SampleCopy();
        sample.Edit("product.yaml", "    hosts:\n    - echo-staging.example.com\n", "");
        await using var local = OperatorProcess.Start("local", sample.Root, "--environment", "staging", "--port", "0", "--admin-port", "0");
        Assert.Contains("Set spec.staging.hosts", await local.WaitForAsync("note: echo/echo-api is not served in staging"), StringComparison.Ordinal);
        await local.WaitForAsync("Ctrl-C");
        sample.Edit("product.yaml", "  staging:\n", "  staging:\n    hosts: [echo-staging.example.com]\n");
        await local.WaitForAsync("version 2 of echo/echo-api: 1 staging host added");
        await local.WaitForAsync("staging serves version 2 of echo/echo-api");
        Assert.DoesNotContain("production serves", local.Printed, StringComparison.Ordinal);
        Assert.Equal(0, await local.InterruptAsync());
    }

    // The lines with a time that the page shows, as they are recognised: without the time, up to what differs from run to run.
    private static Queue<string> Printed() => new(Regex.Matches(Page(), @"^\d\d:\d\d:\d\d (.*)$", RegexOptions.Multiline).Select(line => Regex.Split(line.Groups[1].Value, @"\d+ ms|\(").First()));

    private static string Block(string begin) =>
        Regex.Matches(Page(), "^```yaml\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Select(block => block.Groups[1].Value).Single(block => block.Contains(begin, StringComparison.Ordinal));

    private static string Page() => File.ReadAllText(Repository.PathOf("docs/local.md"));

    private static async Task<WebApplication> BackendAsync(Func<int> status)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(context =>
        {
            context.Response.StatusCode = status();
            return Task.CompletedTask;
        });
        await app.StartAsync();
        return app;
    }
}
