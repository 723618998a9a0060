using Headgate.Operator.Compiling;
using Headgate.Operator.Manifests;

namespace Headgate.Operator.Tests;

public class UnreadableRuleTests
{
    [Fact]
    public void A_rule_that_cannot_be_read_replaces_the_implied_one_all_the_same()
    {
        var file = Path.GetTempFileName() + ".yaml";
        File.WriteAllText(file, """
            apiVersion: headgate.dev/v1alpha1
            kind: Product
            metadata: {name: echo, namespace: shop}
            spec:
              hosts: [echo.example.com]
              backends: [{name: echo, url: "http://10.0.0.1"}]
              authentication: {userKey: {}}
            ---
            apiVersion: headgate.dev/v1alpha1
            kind: MappingRule
            metadata: {name: broken, namespace: shop}
            spec: {productRef: {name: echo}, method: get, pattern: no-slash}
            """);
        var manifests = ManifestLoader.Load(file);
        File.Delete(file);
        Assert.True(manifests.HasErrors);
        var (compilation, _) = new ManifestCompilation(new LocalServices(new Dictionary<string, string>(), null)).Compile(manifests);
        Assert.Empty(Assert.Single(compilation.Products).Proxy.Rules);
    }
}
