using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Headgate.Compiler.Versions;
using Headgate.Operator.Cluster.Counters;
using Headgate.Resources;

namespace Headgate.Operator.Cluster;

/// <summary>What an operator is told by its configuration file.</summary>
public sealed record OperatorConfiguration
{
    /// <summary>What a namespace is called (RFC 1123 label).</summary>
    internal const string NamespacePattern = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

    /// <summary>Name of this installation: objects of another are left alone.</summary>
    [MinLength(1), MaxLength(63), RegularExpression("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    public string Install { get; init; } = "headgate";

    /// <summary>Namespaces whose resources are read; all when empty.</summary>
    [MaxLength(256), ItemLength(63)]
    public IReadOnlyList<string> WatchNamespaces { get; init; } = [];

    /// <summary>The Lease; an operator without one must be the only one.</summary>
    public LeaseConfiguration? Lease { get; init; }

    /// <summary>Port of probes and metrics; 0 takes any free one.</summary>
    [Range(0, 65535)]
    public int AdminPort { get; init; } = 8081;

    /// <summary>The Redis in which the gateways keep their counters; null when each counts for itself.</summary>
    public RedisConfiguration? Redis { get; init; }

    /// <summary>The pools of gateways.</summary>
    [Length(1, 64), ListMapKey("name")]
    public required IReadOnlyList<PoolConfiguration> Pools { get; init; }
}

/// <summary>Where the Lease is.</summary>
public sealed record LeaseConfiguration
{
    /// <summary>Its namespace.</summary>
    [MinLength(1), MaxLength(63), RegularExpression(OperatorConfiguration.NamespacePattern)]
    public required string Namespace { get; init; }

    /// <summary>Its name.</summary>
    [MinLength(1), MaxLength(253)]
    public string Name { get; init; } = "headgate-operator";
}

/// <summary>The gateways that mount one set of published objects.</summary>
public sealed record PoolConfiguration
{
    /// <summary>Most shards of a pool.</summary>
    public const int MostShards = 1024;

    /// <summary>Its name, part of the names of what is published.</summary>
    [MinLength(1), MaxLength(32), RegularExpression("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    public required string Name { get; init; }

    /// <summary>Its namespace: gateways and what is published to them.</summary>
    [MinLength(1), MaxLength(63), RegularExpression(OperatorConfiguration.NamespacePattern)]
    public required string Namespace { get; init; }

    /// <summary>Whose counters count.</summary>
    public GatewayEnvironment Environment { get; init; } = GatewayEnvironment.Production;

    /// <summary>Which pods of the namespace are its gateways.</summary>
    public required LabelSelector PodSelector { get; init; }

    /// <summary>Port of the gateways on which they say what they serve.</summary>
    [Range(1, 65535)]
    public int AdminPort { get; init; } = 8081;

    /// <summary>Port of the gateways on which they take calls, in clear text: where the test call goes in staging.</summary>
    [Range(1, 65535)]
    public int Port { get; init; } = 8080;

    /// <summary>Number of published ConfigMaps, and of Secrets: a power of two.</summary>
    [Range(1, MostShards)]
    public int Shards { get; init; } = 1;

    /// <summary>The Products it serves, as namespace/name; all when empty.</summary>
    [MaxLength(1024), ItemLength(317)]
    public IReadOnlyList<string> Products { get; init; } = [];

    /// <summary>Whether it serves a Product.</summary>
    public bool Serves(string product) => Products.Count == 0 || Products.Contains(product);
}

/// <summary>The JSON form of the configuration.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(OperatorConfiguration))]
internal sealed partial class OperatorJson : JsonSerializerContext;
