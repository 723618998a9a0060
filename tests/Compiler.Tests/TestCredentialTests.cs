using Headgate.Compiler.Versions;
using Headgate.Configuration;
using Headgate.Resources;

namespace Headgate.Compiler.Tests;

/// <summary>The credential of a Product's test call.</summary>
public class TestCredentialTests
{
    private static readonly Product Product = TestCompiler.Echo with
    {
        Spec = TestCompiler.Echo.Spec with { Staging = new ProductStaging { Hosts = ["s.example.com"], Test = new StagingTest { Path = "/" } } },
    };

    private static readonly Secret Secret = new()
    {
        ApiVersion = "v1",
        Kind = nameof(Secret),
        Metadata = new ObjectMeta { Name = "echo-staging-test", Namespace = "shop", Labels = new Dictionary<string, string> { [Secret.CredentialsLabel] = "true" } },
        StringData = new Dictionary<string, string> { ["user_key"] = "TEST-KEY-0000000000000000000" },
    };

    [Fact]
    public void It_is_known_to_staging_only()
    {
        Assert.Equal(["shop/echo~test"], ClientsIn(GatewayEnvironment.Staging, Product));
        Assert.Empty(ClientsIn(GatewayEnvironment.Production, Product));
    }

    [Fact]
    public void Without_a_test_it_is_known_to_nobody() =>
        Assert.Empty(ClientsIn(GatewayEnvironment.Staging, Product with { Spec = Product.Spec with { Staging = Product.Spec.Staging! with { Test = null } } }));

    [Fact]
    public void No_object_can_have_its_name()
    {
        Assert.True(Contract.IsTestClient(Contract.TestClient("shop/echo")));
        Assert.DoesNotMatch("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", Contract.TestClient("shop/echo").Split('/')[1]);
    }

    private static IEnumerable<string> ClientsIn(GatewayEnvironment environment, Product product)
    {
        var source = UnitIndex.Sort(ResourceSnapshot.Of([product, Secret])).Single();
        var content = VersionContent.Of(source)!;
        var history = new VersionHistory([new ProductVersion(1, content.Digest(), content) { Promoted = new PromotionMark(0, DateTimeOffset.UnixEpoch) }]);
        var unit = EnvironmentUnit.Of(source, history, environment, new CompilerOptions { Peppers = TestCompiler.Peppers }).Unit!;
        Assert.Equal(unit.Product!.Applications.Select(application => application.Entry.Plan), unit.Product.Live.Plans.Select(plan => plan.Name));
        Assert.All(unit.Product.Live.Plans, plan => Assert.Empty(plan.Limits));
        return unit.Product.Applications.Select(application => application.Entry.Name);
    }
}
