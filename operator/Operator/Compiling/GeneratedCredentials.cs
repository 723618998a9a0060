using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Headgate.Compiler;
using Headgate.Resources;

namespace Headgate.Operator.Compiling;

/// <summary>The Secrets that are made: for an Application that names none, and for the test call of a Product.</summary>
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
        return SecretOf(GeneratedSecret.NameFor(application), application, data);
    }

    /// <summary>The Secret for the test call of a Product.</summary>
    public static Secret SecretForTest(Product product, byte[] key) =>
        SecretOf(GeneratedSecret.ForTestOf(product).Split('/')[1], product, new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["user_key"] = key,
            ["app_key"] = key,
            // As hard to guess as the key, so that it meets no Application's.
            ["app_id"] = Encoding.ASCII.GetBytes(NewKey()),
        });

    private static Secret SecretOf(string name, Resource owner, Dictionary<string, byte[]> data) => new()
    {
        ApiVersion = "v1",
        Kind = nameof(Secret),
        Metadata = new ObjectMeta
        {
            Name = name,
            Namespace = owner.Metadata.Namespace,
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [Secret.CredentialsLabel] = "true" },
        },
        Data = data,
    };
}
