namespace Headgate.Configuration;

/// <summary>How requests leave for the backends of a Product.</summary>
public sealed record Upstream
{
    /// <summary>The <c>Host</c> the backend sees; null for the backend's own authority.</summary>
    public string? HostHeader { get; init; }

    /// <summary>Whether the caller's credentials are taken out before forwarding.</summary>
    public required bool RemoveCredentials { get; init; }

    /// <summary>Longest time without any progress (until the answer's headers, then between bytes), in milliseconds, 1 or more.</summary>
    public required int TimeoutMilliseconds { get; init; }

    /// <summary>A header that proves to the backend that the call came through the gateway; null for none.</summary>
    public SecretToken? SecretToken { get; init; }
}

/// <summary>A header whose value is read from a published Secret (<see cref="UpstreamSecrets"/>).</summary>
public sealed record SecretToken
{
    /// <summary>Name of the header. The caller's own header of that name is always removed.</summary>
    public required string Header { get; init; }
}

/// <summary>The plaintext secrets a gateway must send upstream for one Product; an entry of a Secret, <see cref="EntryNames.Upstream"/>.</summary>
public sealed record UpstreamSecrets
{
    /// <summary>The contract's version this entry was written for, <see cref="Contract.Format"/>.</summary>
    public required int Format { get; init; }

    /// <summary>The Product as <c>namespace/name</c>.</summary>
    public required string Product { get; init; }

    /// <summary>Value of the header named by <see cref="Configuration.SecretToken.Header"/>.</summary>
    public required string SecretToken { get; init; }
}
