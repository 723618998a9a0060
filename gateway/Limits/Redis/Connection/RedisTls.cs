using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Headgate.Limits.Redis;

/// <summary>Secures one attempt to connect, and remembers why a certificate was not trusted.</summary>
/// <param name="authorities">PEM of the trusted authorities; null for the system's.</param>
/// <param name="name">The name that was dialled.</param>
/// <param name="dialled">The IP address that it was looked up to.</param>
internal sealed class RedisTls(string? authorities, string name, string dialled)
{
    /// <summary>Why the last certificate was not trusted; null while all were.</summary>
    public string? Problem { get; private set; }

    /// <summary>What one connection demands.</summary>
    /// <param name="host">Whom it goes to: what was dialled, or what a Cluster calls a node.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The authorities are no certificates.</exception>
    public SslClientAuthenticationOptions OptionsFor(string host)
    {
        // The name was looked up before the library came into play; the certificate is for the name.
        var target = host == dialled ? name : host;
        return new SslClientAuthenticationOptions
        {
            TargetHost = target,
            // Private authorities seldom publish a list, and a gateway may not reach it.
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CertificateChainPolicy = authorities is null ? null : Only(authorities),
            RemoteCertificateValidationCallback = (_, _, _, errors) => IsTrusted(errors, target),
        };
    }

    private bool IsTrusted(SslPolicyErrors errors, string target)
    {
        if (errors == SslPolicyErrors.None) return true;
        Problem = errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? $"its certificate is not for {target}"
            : $"its certificate is not signed by {(authorities is null ? "an authority that the system trusts" : "an authority of redis-ca")}, or not valid now";
        return false;
    }

    private static X509ChainPolicy Only(string authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(authorities);
        return policy;
    }
}
