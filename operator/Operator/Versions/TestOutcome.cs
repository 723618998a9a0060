using Headgate.Compiler.Versions;

namespace Headgate.Operator.Versions;

/// <summary>How the test call of a version went the last time.</summary>
/// <param name="Number">The version.</param>
/// <param name="Path">The path that was called.</param>
/// <param name="What">What happened, in words: <c>503 in 12 ms: no backend</c>.</param>
/// <param name="Since">Since when it goes like that.</param>
internal sealed record TestOutcome(long Number, string Path, string What, DateTimeOffset Since)
{
    /// <summary>Whether it is about this version and path.</summary>
    public bool IsOf(ProductVersion version, string path) => Number == version.Number && Path == path;
}
