namespace Headgate.Configuration;

/// <summary>What operator and gateways agree on beside the shapes.</summary>
public static class Contract
{
    /// <summary>The version of the contract. A gateway reads exactly this one and reports any other as an error of that entry.</summary>
    public const int Format = 1;

    /// <summary>The metric that every Product has.</summary>
    public const string Hits = "hits";

    /// <summary>Name of the rule <c>GET /</c> → hits that stands in while no MappingRule names the Product.</summary>
    public const string ImpliedRule = "(implied)";

    /// <summary>The method of a rule that covers every method.</summary>
    public const string AnyMethod = "ANY";

    private const string TestSuffix = "~test";

    /// <summary>The client that the operator's test call comes from, and its plan. No Kubernetes object can have such a name.</summary>
    /// <param name="product">The Product as <c>namespace/name</c>.</param>
    public static string TestClient(string product) => product + TestSuffix;

    /// <summary>Whether a name of a plan or client is one of <see cref="TestClient"/>.</summary>
    public static bool IsTestClient(string name) => name.EndsWith(TestSuffix, StringComparison.Ordinal);
}
