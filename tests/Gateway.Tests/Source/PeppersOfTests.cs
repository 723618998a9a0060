using Headgate.Configuration;

namespace Headgate.Gateway.Tests.Source;

/// <summary>Two peppers, and keys digested under them.</summary>
internal static class PeppersOfTests
{
    public static Pepper Old { get; } = new() { Id = "old", Value = Convert.ToBase64String(Enumerable.Repeat((byte)1, 32).ToArray()) };

    public static Pepper New { get; } = new() { Id = "new", Value = Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray()) };

    public static KeyDigest Digest(string key, Pepper? pepper = null, DateTimeOffset? expires = null) =>
        new() { Pepper = (pepper ?? Old).Id, Digest = KeyHash.Compute(pepper ?? Old, key), ExpiresAt = expires };
}
