using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Units;

/// <summary>
/// The CustomResourceDefinitions of our kinds: whether they stand, and which ones they are. Where they may not be read (an operator with rights in
/// namespaces only), discovery tells the first: a definition that is going away has lost the verb <c>create</c>.
/// </summary>
internal sealed class Definitions(KubernetesApi api)
{
    private const string Path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/";

    private readonly Dictionary<ResourceKind, string> _known = [];

    /// <summary>Whether definitions can be read themselves, as far as was tried.</summary>
    public bool AreReadable { get; private set; } = true;

    /// <summary>Identifies the definitions that stand now; empty when that cannot be read.</summary>
    public string Identity { get; private set; } = "";

    /// <summary>Looks at the definition of a kind.</summary>
    /// <exception cref="ApiException">It cannot be told now.</exception>
    public async Task<Definition> LookAsync(ResourceKind kind, CancellationToken cancellationToken)
    {
        try
        {
            var metadata = (await api.GetAsync(Path + NameOf(kind), cancellationToken))["metadata"]!;
            AreReadable = true;
            var isKnown = _known.GetValueOrDefault(kind) == (string)metadata["uid"]!;
            return new Definition(metadata["deletionTimestamp"] is null, isKnown ? null : (DateTimeOffset)metadata["creationTimestamp"]!);
        }
        catch (ApiException exception) when (exception.IsNotFound)
        {
            return new Definition(false, null);
        }
        catch (ApiException exception) when (exception.Status == HttpStatusCode.Forbidden)
        {
            AreReadable = false;
            return new Definition(await IsServedAsync(kind, cancellationToken), null);
        }
    }

    /// <summary>Takes the definitions that stand now for those that objects belong to.</summary>
    /// <exception cref="ApiException">It cannot be told now.</exception>
    public async Task IdentifyAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var kind in Kinds.Own)
                _known[kind] = (string)(await api.GetAsync(Path + NameOf(kind), cancellationToken))["metadata"]!["uid"]!;
            var all = string.Join('\n', Kinds.Own.Select(kind => _known[kind]));
            (AreReadable, Identity) = (true, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..16]);
        }
        catch (ApiException exception) when (exception.Status == HttpStatusCode.Forbidden)
        {
            (AreReadable, Identity) = (false, "");
        }
    }

    /// <summary>Name of the definition of a kind.</summary>
    public static string NameOf(ResourceKind kind) => $"{kind.Plural}.{kind.Group}";

    private async Task<bool> IsServedAsync(ResourceKind kind, CancellationToken cancellationToken)
    {
        try
        {
            var discovery = await api.GetAsync($"/apis/{Group.ApiVersion}", cancellationToken);
            var served = discovery["resources"]!.AsArray().FirstOrDefault(resource => (string?)resource!["name"] == kind.Plural);
            return served?["verbs"] is JsonArray verbs && verbs.Any(verb => (string?)verb == "create");
        }
        catch (ApiException exception) when (exception.IsNotFound)
        {
            return false;
        }
    }
}

/// <summary>What was seen of a definition.</summary>
/// <param name="IsWhole">Whether objects can be made of it.</param>
/// <param name="NewSince">When it was created, if it is not the one that was known.</param>
internal sealed record Definition(bool IsWhole, DateTimeOffset? NewSince)
{
    /// <summary>Whether an object of that age belonged to it, so that it went for itself.</summary>
    public bool Covers(DateTimeOffset created) => IsWhole && (NewSince is not { } since || created > since);
}
