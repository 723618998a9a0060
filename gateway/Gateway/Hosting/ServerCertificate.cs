using System.Security.Cryptography.X509Certificates;

namespace Headgate.Gateway.Hosting;

/// <summary>The TLS certificate, read again when its file changes (cert-manager renews it in place). One that cannot be read leaves the last in use.</summary>
internal sealed partial class ServerCertificate(string certificatePath, string keyPath, TimeProvider time, ILogger<ServerCertificate> logger)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly Lock _loading = new();
    private X509Certificate2? _current;
    private DateTime _written;
    private long _lookedAt;

    /// <summary>The certificate in force.</summary>
    public X509Certificate2? Current
    {
        get
        {
            lock (_loading)
            {
                if (_current is not null && time.GetElapsedTime(_lookedAt) < LookEvery) return _current;
                _lookedAt = time.GetTimestamp();
                Refresh();
                return _current;
            }
        }
    }

    private void Refresh()
    {
        try
        {
            var written = File.GetLastWriteTimeUtc(certificatePath);
            if (_current is not null && written == _written) return;
            _current = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
            _written = written;
        }
        catch (Exception exception) when (exception is IOException or System.Security.Cryptography.CryptographicException or UnauthorizedAccessException)
        {
            LogUnusable(certificatePath, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The certificate {path} cannot be used: {message}")]
    private partial void LogUnusable(string path, string message);
}
