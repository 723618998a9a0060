using Headgate.Operator.Manifests;
using Headgate.Resources;
using Headgate.TestSupport;

namespace Headgate.Operator.Tests.Manifests;

public class SampleTests
{
    private static readonly LoadResult Echo = ManifestLoader.Load(Repository.PathOf("samples/echo"));

    [Fact]
    public void The_sample_has_no_problems() => Assert.Empty(Echo.Lines());

    [Fact]
    public void The_sample_holds_the_whole_story() => Assert.Equal(
        [
            "Account/curious-company", "Application/curious-echo", "Application/hungry-echo", "ApplicationPlan/hello-echo-pro",
            "ApplicationPlan/hello-echo-test", "MappingRule/goodbye", "MappingRule/hello", "Namespace/echo", "Product/echo-api", "Secret/curious-echo-key",
        ],
        Echo.Resources.Select(resource => resource.Label).Order(StringComparer.Ordinal));

    [Fact]
    public void The_namespace_comes_first_for_kubectl_applies_files_in_order() => Assert.IsType<Namespace>(Echo.Resources[0]);

    [Fact]
    public void Everything_is_in_one_namespace() =>
        Assert.All(Echo.Resources.Where(resource => resource is not Namespace), resource => Assert.Equal("echo", resource.Metadata.Namespace));

    [Fact]
    public void The_sample_key_has_the_length_of_a_real_one()
    {
        var key = Assert.Single(Echo.Resources.OfType<Secret>()).StringData!["user_key"];

        Assert.Matches("^SAMPLE-[A-Za-z0-9_-]{36}$", key);
    }

    [Fact]
    public void Local_is_told_where_the_service_is() =>
        Assert.Equal("EchoApi", Assert.Single(Echo.Resources.OfType<Product>()).Metadata.Annotations!["headgate.dev/local.echo-api"]);

    [Fact]
    public void What_is_left_out_gets_the_default_of_the_record()
    {
        var rule = Echo.Resources.OfType<MappingRule>().First();
        var product = Echo.Resources.OfType<Product>().Single();

        Assert.Equal((1, 0, false), (rule.Spec.Increment, rule.Spec.Position, rule.Spec.Last));
        Assert.Empty(product.Spec.Metrics);
        Assert.Equal("/", product.Spec.Backends[0].Path);
    }
}
