namespace Headgate.TestSupport.Redis;

/// <summary>How a <see cref="RedisServer"/> is set up; everything is off unless said.</summary>
public sealed record RedisOptions
{
    /// <summary><c>always</c>, <c>everysec</c> or <c>no</c>: an append-only file with that fsync; null for none, and a restart begins empty.</summary>
    public string? AppendFsync { get; init; }

    /// <summary>Most memory, such as <c>10mb</c>, with <c>noeviction</c>; null for no limit.</summary>
    public string? MaxMemory { get; init; }

    /// <summary>The certificate for TLS on the port, instead of clear text; null for clear text.</summary>
    public RedisCertificate? Certificate { get; init; }

    /// <summary>Lines of an ACL file, such as <c>user gateway on &gt;secret ~headgate:* +ping</c>; null for none.</summary>
    public IReadOnlyList<string>? Acl { get; init; }

    /// <summary>Password of the default user; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>Further directives of redis.conf, one per line.</summary>
    public IReadOnlyList<string> Directives { get; init; } = [];

    /// <summary>Whether it is a node of a Cluster.</summary>
    internal bool IsClusterNode { get; init; }

    /// <summary>Whether it is a Sentinel.</summary>
    internal bool IsSentinel { get; init; }
}
