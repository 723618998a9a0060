using Headgate.Configuration;

namespace Headgate.Compiler;

/// <summary>The configuration of one Product.</summary>
/// <param name="Uid">Identity of the Product, which decides its shard; its full name where there is no API server.</param>
/// <param name="Proxy">The versioned part.</param>
/// <param name="Live">The live part.</param>
/// <param name="Applications">Its Applications by name.</param>
/// <param name="Upstream">The secrets it sends upstream; null without any, or while they are missing.</param>
public sealed record CompiledProduct(
    string Uid, ProductProxy Proxy, ProductLive Live, IReadOnlyList<CompiledApplication> Applications, UpstreamSecrets? Upstream)
{
    /// <summary>When it was created: where room is short the oldest stay.</summary>
    public DateTimeOffset? Created { get; init; }
}

/// <summary>The configuration of one Application.</summary>
/// <param name="Uid">Identity of the Application, which decides its shard; its full name where there is no API server.</param>
/// <param name="Entry">What is published of it.</param>
public sealed record CompiledApplication(string Uid, Configuration.Application Entry)
{
    /// <summary>When it was created: where room is short the oldest stay.</summary>
    public DateTimeOffset? Created { get; init; }
}

/// <summary>What was made of one unit.</summary>
/// <param name="Name">The Product as <c>namespace/name</c>.</param>
/// <param name="Product">The configuration; null when there is no such Product, or it is not accepted.</param>
/// <param name="Statuses">One status for the Product and for each object that names it, in the order kind, full name.</param>
/// <param name="Problems">Everything that is wrong or doubtful, in the order of the statuses.</param>
public sealed record CompiledUnit(
    string Name, CompiledProduct? Product, IReadOnlyList<CompiledStatus> Statuses, IReadOnlyList<Problem> Problems);

/// <summary>What a compilation made of a snapshot.</summary>
/// <param name="Products">The accepted Products by name.</param>
/// <param name="Statuses">One status per Headgate resource, in the order kind, full name.</param>
/// <param name="Problems">Everything that is wrong or doubtful, in the order of the statuses.</param>
public sealed record Compilation(
    IReadOnlyList<CompiledProduct> Products, IReadOnlyList<CompiledStatus> Statuses, IReadOnlyList<Problem> Problems);

/// <summary>The status of one resource.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Status">Its status, without transition times: those belong to whoever knows what stood there before.</param>
public sealed record CompiledStatus(Resources.Resource Resource, Resources.ResourceStatus Status);
