using System.Text.Json;
using Headgate.Compiler.Versions;
using Headgate.Controllers;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Observing;

/// <summary>A version of a Product as it is kept: a ControllerRevision that the Product owns.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Uid">Its identity.</param>
/// <param name="ResourceVersion">The version that a write replaces.</param>
/// <param name="Product">The Product that owns it.</param>
/// <param name="ProductUid">Identity of that Product: of one that was deleted nothing is left to its successor.</param>
/// <param name="Version">The version.</param>
internal sealed record ProductRevision(ObjectKey Key, string Uid, string ResourceVersion, ObjectKey Product, string ProductUid, ProductVersion Version)
{
    /// <summary>Label with the name of the Product.</summary>
    public const string ProductLabel = Group.Name + "/product";

    /// <summary>Annotation with the digest of the content.</summary>
    public const string DigestAnnotation = Group.Name + "/digest";

    /// <summary>Annotation that says in words what is other than in the version before.</summary>
    public const string ChangesAnnotation = Group.Name + "/changes";

    /// <summary>Annotation with a <see cref="PromotionMark"/>.</summary>
    public const string PromotedAnnotation = Group.Name + "/promoted";

    /// <summary>Annotation with a <see cref="TestResult"/>.</summary>
    public const string TestedAnnotation = Group.Name + "/tested";

    /// <summary>Reads one; null when no Product owns it.</summary>
    public static ProductRevision? Read(JsonElement item)
    {
        var metadata = item.GetProperty("metadata");
        var key = ObjectKey.Of(item);
        var owner = Items(metadata, "ownerReferences").FirstOrDefault(reference =>
            Text(reference, "kind") == nameof(Resources.Product) && Text(reference, "apiVersion")?.StartsWith(Group.Name + "/", StringComparison.Ordinal) == true);
        if (Text(owner, "name") is not { } product || Text(owner, "uid") is not { } productUid) return null;
        if (!item.TryGetProperty("revision", out var revision) || !revision.TryGetInt64(out var number) || number < 1) return null;
        return new ProductRevision(
            key, Text(metadata, "uid")!, Text(metadata, "resourceVersion")!, new ObjectKey(key.Namespace, product), productUid, VersionOf(item, metadata, number));
    }

    // The content is trusted only as far as it is what its digest says.
    private static ProductVersion VersionOf(JsonElement item, JsonElement metadata, long number)
    {
        var annotations = metadata.TryGetProperty("annotations", out var found) ? found : default;
        var content = item.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object ? VersionContent.Read(data) : null;
        var actual = content?.Digest();
        var digest = Text(annotations, DigestAnnotation) ?? actual ?? "";
        return new ProductVersion(number, digest, actual == digest ? content : null)
        {
            Created = metadata.TryGetProperty("creationTimestamp", out var created) && created.TryGetDateTimeOffset(out var time) ? time : null,
            Changes = Text(annotations, ChangesAnnotation),
            Promoted = PromotionMark.Read(Text(annotations, PromotedAnnotation)),
            Test = TestResult.Read(Text(annotations, TestedAnnotation)),
        };
    }

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : [];

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
