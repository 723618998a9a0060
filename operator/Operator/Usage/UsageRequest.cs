using Headgate.Configuration;
using Headgate.Limits.Redis;

namespace Headgate.Operator.Usage;

/// <summary>What the command was asked for.</summary>
internal sealed record UsageRequest
{
    /// <summary>An Application or a Product, as <c>name</c>, <c>application/name</c> or <c>product/name</c>; null for all.</summary>
    public string? Target { get; init; }

    /// <summary>The namespace of the Applications; null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>The period whose windows are asked for.</summary>
    public required Period Period { get; init; }

    /// <summary>From when on; null for the current window.</summary>
    public SinceText? Since { get; init; }

    /// <summary>Whose counters: <c>production</c> or <c>staging</c>.</summary>
    public required string Environment { get; init; }

    /// <summary>How to reach Redis.</summary>
    public required RedisSettings Redis { get; init; }

    /// <summary>How to reach the cluster; null for what the environment says.</summary>
    public string? Kubeconfig { get; init; }
}
