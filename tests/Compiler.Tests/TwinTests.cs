using Headgate.Resources;

namespace Headgate.Compiler.Tests;

/// <summary>
/// What a manifest loader and an API server refuse before the compiler sees it, the compiler refuses as well: it must not depend on who
/// filled the snapshot.
/// </summary>
public class TwinTests
{
    private static readonly Product Echo = TestCompiler.Echo;

    private static readonly ApplicationPlan Plan = new()
    {
        ApiVersion = Group.ApiVersion,
        Kind = nameof(ApplicationPlan),
        Metadata = new ObjectMeta { Name = "basic", Namespace = "shop" },
        Spec = new ApplicationPlanSpec { ProductRef = new ObjectReference { Name = "echo" } },
    };

    [Fact]
    public void One_limit_per_metric_and_period()
    {
        var limit = new PlanLimit { Metric = "hits", Period = Period.Day, Value = 1 };
        var plan = Plan with { Spec = Plan.Spec with { Limits = [limit, limit with { Value = 2 }] } };
        var compilation = TestCompiler.Compile([Echo, plan]);
        Assert.Equal("spec.limits[1]", Assert.Single(compilation.Problems).Field);
        Assert.True(Assert.Single(compilation.Products[0].Live.Plans).Denied);
    }

    [Fact]
    public void Names_of_backends_are_unique()
    {
        var product = Echo with { Spec = Echo.Spec with { Backends = [.. Echo.Spec.Backends, Echo.Spec.Backends[0] with { Path = "/other" }] } };
        Assert.Equal("spec.backends[1].name", Assert.Single(TestCompiler.Compile([product]).Problems).Field);
    }

    [Fact]
    public void The_name_of_a_Product_fits_into_a_label()
    {
        var product = Echo with { Metadata = Echo.Metadata with { Name = new string('a', 64) } };
        Assert.Equal("metadata.name", Assert.Single(TestCompiler.Compile([product]).Problems).Field);
    }

    [Fact]
    public void Two_objects_of_one_name_are_the_callers_mistake() =>
        Assert.Throws<ArgumentException>(() => TestCompiler.Compile([Echo, Echo]));

    [Fact]
    public void Without_a_pepper_nothing_is_compiled() =>
        Assert.Throws<ArgumentException>(() => Compiler.Compile(ResourceSnapshot.Of([Echo]), new CompilerOptions { Peppers = [] }));

    [Fact]
    public void A_conditions_message_stays_within_bounds()
    {
        var limits = Enumerable.Range(0, 64).Select(index => new PlanLimit { Metric = $"metric-{index}-{new string('x', 40)}", Period = Period.Day, Value = 1 });
        var plan = Plan with { Spec = Plan.Spec with { Limits = [.. limits] } };
        var messages = TestCompiler.Compile([Echo, plan]).Statuses.SelectMany(status => status.Status.Conditions).Select(condition => condition.Message.Length);
        Assert.All(messages, length => Assert.InRange(length, 1, 4097));
    }
}
