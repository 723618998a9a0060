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
}
