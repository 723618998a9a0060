using System.Text.Json.Nodes;
using Headgate.TestSupport;

namespace Headgate.Operator.Tests.Versions;

/// <summary><c>diff</c> on files: manifests, and ControllerRevisions as kubectl prints them.</summary>
public sealed class DiffTests : IDisposable
{
    private static readonly string Sample = Repository.PathOf("samples/echo");
    private readonly string _directory = Directory.CreateTempSubdirectory("diff-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Manifests_that_are_the_same_differ_in_nothing()
    {
        var (exitCode, output, _) = await RunAsync("product/echo-api", Sample, Sample);
        Assert.Equal(0, exitCode);
        Assert.Contains("No difference.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manifests_that_differ_are_told_line_by_line()
    {
        foreach (var file in Directory.EnumerateFiles(Sample)) File.Copy(file, Path.Combine(_directory, Path.GetFileName(file)));
        var rules = Path.Combine(_directory, "rules.yaml");
        File.WriteAllText(rules, File.ReadAllText(rules).Replace("/goodbye", "/farewell", StringComparison.Ordinal));
        var (exitCode, output, _) = await RunAsync("echo-api", Sample, _directory);
        Assert.Equal(1, exitCode);
        Assert.Contains("- rule goodbye GET /goodbye → getgoodbye +1", output, StringComparison.Ordinal);
        Assert.Contains("+ rule goodbye GET /farewell → getgoodbye +1", output, StringComparison.Ordinal);
        var json = JsonNode.Parse((await RunAsync("echo-api", Sample, _directory, "-o", "json")).Output)!;
        Assert.Equal("rule", (string?)Assert.Single(json["changes"]!.AsArray())!["subject"]);
        Assert.NotEqual((string?)json["from"]!["digest"], (string?)json["to"]!["digest"]);
    }

    [Theory]
    [InlineData("1", "2", 1)]
    [InlineData("production", "newest", 1)]
    [InlineData("staging", "newest", 0)]
    [InlineData("{0}", "1", 0)]
    public async Task Versions_are_read_out_of_files(string from, string to, int expected)
    {
        var (file, digest) = Revisions();
        var (exitCode, output, errors) = await RunAsync("product/echo", from.Replace("{0}", digest[..8], StringComparison.Ordinal), to, "-f", file);
        Assert.True(exitCode == expected, $"{output}{errors}");
    }

    [Theory]
    [InlineData("3", "There is no version 3. There are version 2 (")]
    [InlineData("latest", "\"latest\" names no version.")]
    [InlineData("now", "There are no manifests of the Product shop/echo.")]
    [InlineData("./nothing", "There is no file or directory ./nothing.")]
    public async Task What_is_not_there_is_told_with_what_is(string side, string expected)
    {
        var (exitCode, _, errors) = await RunAsync("product/echo", side, "newest", "-f", Revisions().File);
        Assert.Equal(2, exitCode);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Product_that_is_not_there_is_told()
    {
        var (exitCode, _, errors) = await RunAsync("product/other", Sample, Sample);
        Assert.Equal(2, exitCode);
        Assert.Contains("holds no Product other", errors, StringComparison.Ordinal);
    }

    // As `kubectl get controllerrevisions -o yaml` prints them.
    private (string File, string Digest) Revisions()
    {
        string Item(int number, string hosts, string digest, string promoted) => $$$"""
            - apiVersion: apps/v1
              kind: ControllerRevision
              metadata:
                name: echo-v{{{number}}}-00000000
                namespace: shop
                uid: r{{{number}}}
                resourceVersion: "{{{number}}}"
                creationTimestamp: "2026-11-2{{{number}}}T12:00:00Z"
                annotations: {headgate.dev/digest: "{{{digest}}}"{{{promoted}}}}
                ownerReferences:
                - {apiVersion: headgate.dev/v1alpha1, kind: Product, name: echo, uid: p1}
              data: {format: 1, hosts: [{{{hosts}}}], backends: [{name: b, path: /, url: "http://b", protocol: Auto}], authentication: {userKey: {name: user_key, in: [Header]}}, encodedSlashes: Decode, upstream: {removeCredentials: true, timeout: 30s}}
              revision: {{{number}}}

            """;
        var file = Path.Combine(_directory, "revisions.yaml");
        var digests = new[] { "a.example", "b.example" }.Select(DigestOf).ToList();
        File.WriteAllText(file, "apiVersion: v1\nkind: List\nitems:\n"
            + Item(1, "a.example", digests[0], ", headgate.dev/promoted: \"2026-11-21T12:00:00.000Z 0\"") + Item(2, "b.example", digests[1], ""));
        return (file, digests[0]);
    }

    private static string DigestOf(string host) => new Compiler.Versions.VersionContent
    {
        Format = 1,
        Hosts = [host],
        Backends = [new Resources.ProductBackend { Name = "b", Url = "http://b" }],
        Authentication = new Resources.ProductAuthentication { UserKey = new Resources.UserKeyMode { In = [Resources.CredentialPlace.Header] } },
        EncodedSlashes = Resources.EncodedSlashes.Decode,
        Upstream = new Resources.ProductUpstream(),
    }.Digest();

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var parsed = Commands.Build(TimeProvider.System, TextReader.Null, output).Parse(["diff", .. arguments]);
        var exitCode = await parsed.InvokeAsync(new System.CommandLine.InvocationConfiguration { Output = output, Error = errors }, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), errors.ToString());
    }
}
