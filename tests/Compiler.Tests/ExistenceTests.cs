using Headgate.Resources;

namespace Headgate.Compiler.Tests;

/// <summary>Who may not name a Product does not learn whether there is one.</summary>
public class ExistenceTests
{
    private static readonly Resources.Application Client = new()
    {
        ApiVersion = Group.ApiVersion,
        Kind = nameof(Resources.Application),
        Metadata = new ObjectMeta { Name = "client", Namespace = "consumers" },
        Spec = new ApplicationSpec
        {
            ProductRef = new ObjectReference { Name = "echo", Namespace = "shop" },
            PlanRef = new LocalReference { Name = "basic" },
        },
    };

    private static readonly Product Echo = TestCompiler.Echo with
    {
        Spec = TestCompiler.Echo.Spec with
        {
            AllowedNamespaces = new AllowedNamespaces
            {
                From = NamespacesFrom.Selector,
                Selector = new LabelSelector { MatchLabels = new Dictionary<string, string> { ["friend"] = "yes" } },
            },
        },
    };

    [Theory, InlineData(true), InlineData(false)]
    public void A_Product_that_is_missing_and_one_that_is_forbidden_are_told_alike(bool seesAllNamespaces)
    {
        var missing = Told(null, Client, seesAllNamespaces);
        Assert.Equal(Reasons.ProductNotFound, missing.Reason);
        Assert.Equal(missing, Told(Echo, Client, seesAllNamespaces));
    }

    [Fact]
    public void Where_some_namespaces_are_seen_only_this_is_told_of_references_across_them_and_of_no_other()
    {
        const string Says = "watches some namespaces only";
        Assert.Contains(Says, Told(Echo, Client, seesAllNamespaces: false).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Says, Told(Echo, Client, seesAllNamespaces: true).Message, StringComparison.Ordinal);
        var neighbour = Client with { Metadata = new ObjectMeta { Name = "client", Namespace = "shop" } };
        Assert.DoesNotContain(Says, Told(null, neighbour, seesAllNamespaces: false).Message, StringComparison.Ordinal);
    }

    private static (string Reason, string Message) Told(Product? product, Resources.Application application, bool seesAllNamespaces)
    {
        var source = new UnitSource
        {
            Name = "shop/echo",
            Product = product,
            Applications = [application],
            SeesAllNamespaces = seesAllNamespaces,
        };
        var unit = Compiler.CompileUnit(source, new CompilerOptions { Peppers = TestCompiler.Peppers });
        var status = unit.Statuses.Single(status => status.Resource is Resources.Application).Status;
        var condition = status.Conditions.Single(condition => condition.Type == ConditionTypes.ResolvedRefs);
        return (condition.Reason, condition.Message);
    }
}
