using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Headgate.Compiler;
using Headgate.Resources;

namespace Headgate.Operator.Compiling;

/// <summary>The Secret that an Application gets when it names none.</summary>
internal static class GeneratedCredentials
{
    private const int KeyBytes = 32;

    /// <summary>A random key of 256 bits: 43 characters of base64url (RFC 4648 §5).</summary>
    public static string NewKey() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>The Secret. Both kinds of entries are set, so that it fits whatever authentication the Product has.</summary>
    public static Secret SecretFor(Application application, byte[] key)
    {
        var data = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["user_key"] = key, ["app_key"] = key };
        if (application.Spec.AppId is null) data["app_id"] = Encoding.UTF8.GetBytes($"{application.Metadata.Namespace}.{application.Metadata.Name}");
        return new Secret
        {
            ApiVersion = "v1",
            Kind = nameof(Secret),
            Metadata = new ObjectMeta
            {
                Name = GeneratedSecret.NameFor(application),
                Namespace = application.Metadata.Namespace,
                Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [Secret.CredentialsLabel] = "true" },
            },
            Data = data,
        };
    }
}
