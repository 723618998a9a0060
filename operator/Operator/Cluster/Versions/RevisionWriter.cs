using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Headgate.Compiler.Versions;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Versions;

/// <summary>Writes versions as ControllerRevisions, whose data an API server lets nobody change (apps/v1).</summary>
internal sealed class RevisionWriter(KubernetesApi api, Fence fence, OperatorConfiguration configuration)
{
    private const string FieldManager = "fieldManager=headgate-operator";

    /// <summary>Keeps a version.</summary>
    /// <returns>False when there is one of its name: this one, on its way here, or one of an earlier Product that is about to go.</returns>
    public async Task<bool> CreateAsync(Product product, ProductVersion version, CancellationToken cancellationToken)
    {
        fence.Check(null);
        try
        {
            await api.CreateAsync($"{Kinds.Revisions.PathOf(product.Metadata.Namespace)}?{FieldManager}", ItemOf(product, version), cancellationToken);
            return true;
        }
        catch (ApiException exception) when (exception.IsConflict)
        {
            return false;
        }
    }

    /// <summary>Sets an annotation, if the object is still as it is known here.</summary>
    /// <exception cref="ApiException">The server refused, or it was changed or deleted meanwhile.</exception>
    public Task AnnotateAsync(ProductRevision revision, string annotation, string value, CancellationToken cancellationToken)
    {
        fence.Check(null);
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["uid"] = revision.Uid,
                ["resourceVersion"] = revision.ResourceVersion,
                ["annotations"] = new JsonObject { [annotation] = value },
            },
        };
        return api.MergeAsync($"{Kinds.Revisions.PathOf(revision.Key)}?{FieldManager}", patch, cancellationToken);
    }

    /// <summary>Forgets a version.</summary>
    public async Task DeleteAsync(ProductRevision revision, CancellationToken cancellationToken)
    {
        fence.Check(null);
        try
        {
            await api.DeleteAsync(Kinds.Revisions.PathOf(revision.Key), revision.Uid, cancellationToken, revision.ResourceVersion);
        }
        catch (ApiException exception) when (exception.IsNotFound)
        {
            // Somebody was quicker.
        }
    }

    private JsonObject ItemOf(Product product, ProductVersion version)
    {
        var annotations = new JsonObject { [ProductRevision.DigestAnnotation] = version.Digest, [ProductRevision.ChangesAnnotation] = version.Changes };
        if (version.Promoted is { } mark) annotations[ProductRevision.PromotedAnnotation] = mark.ToString();
        return new JsonObject
        {
            ["apiVersion"] = Kinds.Revisions.ApiVersion,
            ["kind"] = Kinds.Revisions.Kind,
            ["metadata"] = new JsonObject
            {
                ["name"] = NameOf(product, version),
                ["namespace"] = product.Metadata.Namespace,
                ["labels"] = new JsonObject
                {
                    [PublishedObjects.ManagedByLabel] = "headgate",
                    [PublishedObjects.InstallLabel] = configuration.Install,
                    [ProductRevision.ProductLabel] = product.Metadata.Name,
                },
                ["annotations"] = annotations,
                ["ownerReferences"] = new JsonArray(new JsonObject
                {
                    ["apiVersion"] = Group.ApiVersion,
                    ["kind"] = nameof(Product),
                    ["name"] = product.Metadata.Name,
                    ["uid"] = product.Metadata.Uid,
                    ["controller"] = true,
                }),
            },
            ["data"] = JsonNode.Parse(version.Content!.Write()),
            ["revision"] = version.Number,
        };
    }

    // The Product's identity is part of it: what is left of one that was deleted must not stand in the way of its successor.
    private string NameOf(Product product, ProductVersion version)
    {
        var identity = SHA256.HashData(Encoding.UTF8.GetBytes($"{configuration.Install}/{product.Metadata.Uid}"));
        return string.Create(CultureInfo.InvariantCulture, $"{product.Metadata.Name}-v{version.Number}-{Convert.ToHexStringLower(identity)[..8]}");
    }
}
