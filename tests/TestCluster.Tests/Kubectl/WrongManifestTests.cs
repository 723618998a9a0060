using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Tests.Kubectl;

/// <summary>Manifests that the definitions refuse, with the path of the field (`kubectl apply`, as an admin sees it).</summary>
public sealed class WrongManifestTests(KubectlRun kubectl) : IClassFixture<KubectlRun>
{
    private static readonly Dictionary<string, string> Good = new()
    {
        ["Product"] = """{"hosts":["a.example"],"backends":[{"name":"b","url":"http://b.example"}],"authentication":{"userKey":{}}}""",
        ["MappingRule"] = """{"productRef":{"name":"p"},"method":"GET","pattern":"/"}""",
        ["ApplicationPlan"] = """{"productRef":{"name":"p"},"limits":[]}""",
        ["Application"] = """{"productRef":{"name":"p"},"planRef":{"name":"q"}}""",
        ["Account"] = """{"organization":"o"}""",
    };

    [Theory]
    [InlineData("Product", """{"hosts":null}""", "spec.hosts: Required value")]
    [InlineData("Product", """{"hosts":[]}""", "spec.hosts in body should have at least 1 items")]
    [InlineData("Product", """{"hosts":"a.example"}""", "spec.hosts in body must be of type array")]
    [InlineData("Product", """{"hosts":[""]}""", "spec.hosts[0] in body should be at least 1 chars long")]
    [InlineData("Product", """{"backends":null}""", "spec.backends: Required value")]
    [InlineData("Product", """{"backends":[{"url":"http://b"}]}""", "spec.backends[0].name: Required value")]
    [InlineData("Product", """{"backends":[{"name":"B!","url":"http://b"}]}""", "spec.backends[0].name in body should match")]
    [InlineData("Product", """{"backends":[{"name":"b","url":"http://b"},{"name":"b","url":"http://c"}]}""", "spec.backends[1]: Duplicate value")]
    [InlineData("Product", """{"backends":[{"name":"b","service":{"name":"s"}}]}""", "spec.backends[0].service.port: Required value")]
    [InlineData("Product", """{"backends":[{"name":"b","service":{"name":"s","port":0}}]}""", "spec.backends[0].service.port in body should be greater than or equal to 1")]
    [InlineData("Product", """{"backends":[{"name":"b","service":{"name":"s","port":70000}}]}""", "spec.backends[0].service.port in body should be less than or equal to 65535")]
    [InlineData("Product", """{"backends":[{"name":"b","url":"http://b","protocol":"Http3"}]}""", "spec.backends[0].protocol: Unsupported value: \"Http3\"")]
    [InlineData("Product", """{"authentication":null}""", "spec.authentication: Required value")]
    [InlineData("Product", """{"authentication":{"userKey":{"in":["Cookie"]}}}""", "spec.authentication.userKey.in[0]: Unsupported value: \"Cookie\"")]
    [InlineData("Product", """{"authentication":{"userKey":{"in":[]}}}""", "spec.authentication.userKey.in in body should have at least 1 items")]
    [InlineData("Product", """{"authentication":{"userKey":{"name":"a b"}}}""", "spec.authentication.userKey.name in body should match")]
    [InlineData("Product", """{"authentication":{"password":{}}}""", "unknown field \"spec.authentication.password\"")]
    [InlineData("Product", """{"hostz":["a"]}""", "unknown field \"spec.hostz\"")]
    [InlineData("Product", """{"methods":[{"name":"m"},{"name":"m"}]}""", "spec.methods[1]: Duplicate value")]
    [InlineData("Product", """{"responses":{"noMatch":{"status":99}}}""", "spec.responses.noMatch.status in body should be greater than or equal to 200")]
    [InlineData("Product", """{"upstream":{"timeout":"soon"}}""", "spec.upstream.timeout in body should match")]
    [InlineData("Product", """{"upstream":{"removeCredentials":"yes"}}""", "spec.upstream.removeCredentials in body must be of type boolean")]
    [InlineData("Product", """{"limits":{"whenStoreUnavailable":"Maybe"}}""", "spec.limits.whenStoreUnavailable: Unsupported value: \"Maybe\"")]
    [InlineData("Product", """{"allowedNamespaces":{"from":"Some"}}""", "spec.allowedNamespaces.from: Unsupported value: \"Some\"")]
    [InlineData("MappingRule", """{"pattern":"hello"}""", "spec.pattern in body should match '^/'")]
    [InlineData("MappingRule", """{"pattern":null}""", "spec.pattern: Required value")]
    [InlineData("MappingRule", """{"method":"get"}""", "spec.method in body should match")]
    [InlineData("MappingRule", """{"increment":0}""", "spec.increment in body should be greater than or equal to 1")]
    [InlineData("MappingRule", """{"increment":1.5}""", "spec.increment in body must be of type integer")]
    [InlineData("MappingRule", """{"position":-1}""", "spec.position in body should be greater than or equal to 0")]
    [InlineData("MappingRule", """{"productRef":{}}""", "spec.productRef.name: Required value")]
    [InlineData("ApplicationPlan", """{"limits":[{"metric":"hits","period":"Fortnight","value":1}]}""", "spec.limits[0].period: Unsupported value: \"Fortnight\"")]
    [InlineData("ApplicationPlan", """{"limits":[{"metric":"hits","period":"Day","value":-1}]}""", "spec.limits[0].value in body should be greater than or equal to 0")]
    [InlineData("ApplicationPlan", """{"limits":[{"metric":"hits","period":"Day","value":1},{"metric":"hits","period":"Day","value":2}]}""", "spec.limits[1]: Duplicate value")]
    [InlineData("Application", """{"planRef":null}""", "spec.planRef: Required value")]
    [InlineData("Application", """{"state":"Paused"}""", "spec.state: Unsupported value: \"Paused\"")]
    [InlineData("Application", """{"appId":"a b"}""", "spec.appId in body should match")]
    [InlineData("Account", """{"contacts":[{"email":"nobody"}]}""", "spec.contacts[0].email in body should match")]
    [InlineData("Account", """{"organization":7}""", "spec.organization in body must be of type string")]
    public async Task Is_refused_with_the_path_of_the_field(string kind, string change, string says)
    {
        var spec = JsonNode.Parse(Good[kind])!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            if (value is null) spec.Remove(name);
            else spec[name] = value.DeepClone();
        }
        var manifest = new JsonObject
        {
            ["apiVersion"] = "headgate.dev/v1alpha1",
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = "wrong" },
            ["spec"] = spec,
        };
        var (exitCode, output, errors) = await kubectl.TryAsync(manifest.ToJsonString(), "apply", "--dry-run=server", "-f", "-");
        Assert.True(exitCode == 1, output);
        Assert.Contains(says, errors.Replace("\\\"", "\"", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory, InlineData("Product"), InlineData("MappingRule"), InlineData("ApplicationPlan"), InlineData("Application"), InlineData("Account")]
    public async Task What_they_are_made_from_is_taken(string kind)
    {
        var manifest = $$"""{"apiVersion":"headgate.dev/v1alpha1","kind":"{{kind}}","metadata":{"name":"right"},"spec":{{Good[kind]}}}""";
        var (exitCode, _, errors) = await kubectl.TryAsync(manifest, "apply", "--dry-run=server", "-f", "-");
        Assert.True(exitCode == 0, errors);
    }
}
