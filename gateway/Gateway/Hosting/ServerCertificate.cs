using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Headgate.Gateway.Hosting;

/// <summary>
/// The TLS certificate with its chain, read again when its files change (cert-manager renews them in place). Files that cannot be used
/// leave the last in use.
/// </summary>
internal sealed partial class ServerCertificate(
    string certificatePath, string keyPath, TimeProvider time, ILogger<ServerCertificate> logger)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly Lock _loading = new();
    private SslServerAuthenticationOptions? _options;
    private (string Certificate, string Key) _seen;
    private long _lookedAt;
    private bool _looked;

    /// <summary>How a connection that comes now is secured.</summary>
    /// <exception cref="AuthenticationException">No certificate could be read yet.</exception>
    public SslServerAuthenticationOptions Options
    {
        get
        {
            lock (_loading)
            {
                if (!_looked || time.GetElapsedTime(_lookedAt) >= LookEvery)
                {
                    (_looked, _lookedAt) = (true, time.GetTimestamp());
                    Refresh();
                }
                return _options ?? throw new AuthenticationException("There is no certificate that can be used.");
            }
        }
    }

    private void Refresh()
    {
        try
        {
            // The content is compared: the time of a file in a mounted Secret is that of a link, which stays when its target is replaced.
            var (certificate, key) = (File.ReadAllText(certificatePath), File.ReadAllText(keyPath));
            if ((certificate, key) == _seen) return;
            _seen = (certificate, key);
            _options = Read(certificate, key);
        }
        catch (Exception exception) when (exception is IOException or CryptographicException or UnauthorizedAccessException or ArgumentException)
        {
            // ArgumentException: the key is not the certificate's, as while one of two files was replaced.
            LogUnusable(certificatePath, exception.Message);
        }
    }

    private static SslServerAuthenticationOptions Read(string certificate, string key)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificate);
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext =
                SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificate, key), chain, offline: true),
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The certificate {path} cannot be used: {message}")]
    private partial void LogUnusable(string path, string message);
}
