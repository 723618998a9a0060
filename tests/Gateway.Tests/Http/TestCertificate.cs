using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Headgate.Gateway.Tests.Http;

/// <summary>A server's certificate, signed by an intermediate authority that is part of its file.</summary>
internal sealed class TestCertificate
{
    private static readonly DateTimeOffset From = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset To = DateTimeOffset.UnixEpoch.AddYears(200);

    public TestCertificate(string name)
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var intermediateKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Root = Authority("root", rootKey).CreateSelfSigned(From, To);
        using var intermediate = Authority("intermediate", intermediateKey).Create(Root, From, To, [1]).CopyWithPrivateKey(intermediateKey);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var leaf = request.Create(intermediate, From, To, [2]);
        Thumbprint = leaf.Thumbprint;
        CertificatePem = $"{leaf.ExportCertificatePem()}\n{intermediate.ExportCertificatePem()}\n";
        KeyPem = key.ExportPkcs8PrivateKeyPem();
    }

    /// <summary>What a caller trusts.</summary>
    public X509Certificate2 Root { get; }

    public string Thumbprint { get; }

    /// <summary>The server's certificate, then the intermediate one.</summary>
    public string CertificatePem { get; }

    public string KeyPem { get; }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request;
    }
}
