using Headgate.Configuration;

namespace Headgate.Gateway.Snapshots;

/// <summary>An Application as requests meet it.</summary>
public sealed class ApplicationRuntime(string name, string plan, bool live)
{
    /// <summary>The Application as <c>namespace/name</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Name of its plan.</summary>
    public string Plan { get; } = plan;

    /// <summary>Whether its calls are served.</summary>
    public bool Live { get; } = live;
}

/// <summary>A key that is accepted: whose it is and until when.</summary>
/// <param name="Application">Its owner.</param>
/// <param name="ExpiresAt">UTC ticks from which on it is not accepted; <see cref="long.MaxValue"/> for never.</param>
public readonly record struct KeyEntry(ApplicationRuntime Application, long ExpiresAt)
{
    /// <summary>Whether the key has ended at an instant.</summary>
    public bool IsExpired(DateTimeOffset now) => now.UtcTicks >= ExpiresAt;

    /// <summary>The entry of a digest.</summary>
    public static KeyEntry Of(ApplicationRuntime application, KeyDigest digest) => new(application, digest.ExpiresAt?.UtcTicks ?? long.MaxValue);
}
