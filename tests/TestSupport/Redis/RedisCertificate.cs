using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Headgate.TestSupport.Redis;

/// <summary>A server's certificate for some names, signed by an authority of its own.</summary>
public sealed class RedisCertificate
{
    private static readonly DateTimeOffset From = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset To = DateTimeOffset.UnixEpoch.AddYears(200);

    /// <summary>A certificate for these names or IP addresses.</summary>
    public RedisCertificate(params string[] names)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = new CertificateRequest("CN=authority", authorityKey, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = root.CreateSelfSigned(From, To);
        var request = new CertificateRequest("CN=redis", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address)) alternatives.AddIpAddress(address);
            else alternatives.AddDnsName(name);
        }
        request.CertificateExtensions.Add(alternatives.Build());
        using var leaf = request.Create(authority, From, To, [1]);
        (AuthorityPem, CertificatePem, KeyPem) = (authority.ExportCertificatePem(), leaf.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>What a caller trusts.</summary>
    public string AuthorityPem { get; }

    /// <summary>The server's certificate.</summary>
    public string CertificatePem { get; }

    /// <summary>The server's private key.</summary>
    public string KeyPem { get; }
}
