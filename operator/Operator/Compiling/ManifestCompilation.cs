using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Headgate.Compiler;
using Headgate.Configuration;
using Headgate.Operator.Manifests;
using Headgate.Resources;

namespace Headgate.Operator.Compiling;

/// <summary>
/// Compiles manifests without a cluster. Stands in for what the operator does in one: makes the Secrets of Applications that name none
/// and those of test calls, and holds a pepper. All stay the same as long as this object lives.
/// </summary>
/// <param name="services">Where Services are.</param>
/// <param name="hasStaging">Whether there is staging, where test calls need a credential.</param>
internal sealed class ManifestCompilation(LocalServices services, bool hasStaging = false)
{
    private readonly Dictionary<string, string> _generatedKeys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Secret> _testSecrets = new(StringComparer.Ordinal);

    /// <summary>The pepper under which the keys are digested.</summary>
    public IReadOnlyList<Pepper> Peppers { get; } = [new Pepper { Id = "local", Value = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) }];

    /// <summary>Compiles the objects of a directory.</summary>
    /// <returns>What was compiled, and the snapshot with the generated Secrets in it.</returns>
    public (Compilation Compilation, ResourceSnapshot Snapshot) Compile(LoadResult manifests)
    {
        var snapshot = ResourceSnapshot.Of(manifests.Resources);
        snapshot = snapshot with
        {
            Secrets = [.. snapshot.Secrets, .. GeneratedSecrets(snapshot)],
            ProductsWithUnreadableRules = manifests.Remains.Where(IsRule).Select(ProductOf).ToHashSet(StringComparer.Ordinal),
        };
        return (Compiler.Compiler.Compile(snapshot, OptionsFor(snapshot)), snapshot);
    }

    /// <summary>What a snapshot is compiled for.</summary>
    public CompilerOptions OptionsFor(ResourceSnapshot snapshot) => new() { Peppers = Peppers, ServiceUrls = services.UrlsFor(snapshot.Products) };

    private static bool IsRule(JsonObject remains) => (string?)remains["kind"] == nameof(Resources.MappingRule);

    private static string ProductOf(JsonObject rule) =>
        $"{rule["metadata"]?["namespace"]}/{rule["spec"]?["productRef"]?["name"]}";

    private IEnumerable<Secret> GeneratedSecrets(ResourceSnapshot snapshot)
    {
        var existing = snapshot.Secrets.Select(secret => secret.FullName).ToHashSet(StringComparer.Ordinal);
        foreach (var application in snapshot.Applications.Where(application => application.Spec.Credentials is null))
        {
            var name = GeneratedSecret.NameFor(application);
            if (existing.Contains($"{application.Metadata.Namespace}/{name}")) continue;
            if (!_generatedKeys.TryGetValue(application.FullName, out var key)) _generatedKeys[application.FullName] = key = GeneratedCredentials.NewKey();
            yield return GeneratedCredentials.SecretFor(application, Encoding.ASCII.GetBytes(key));
        }
        foreach (var product in snapshot.Products.Where(product => hasStaging && product.Spec.Staging is { Test: not null, Hosts.Count: > 0 }))
        {
            var name = GeneratedSecret.ForTestOf(product);
            if (existing.Contains(name)) continue;
            if (!_testSecrets.TryGetValue(name, out var secret))
                _testSecrets[name] = secret = GeneratedCredentials.SecretForTest(product, Encoding.ASCII.GetBytes(GeneratedCredentials.NewKey()));
            yield return secret;
        }
    }
}
