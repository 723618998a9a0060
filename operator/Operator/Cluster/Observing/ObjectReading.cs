using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Headgate.Compiler;
using Headgate.Controllers;
using Headgate.Operator.Manifests;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Observing;

/// <summary>
/// Reads objects of an API server as strictly as manifests, with the same defaults. What it refuses is data too: an older or newer
/// CustomResourceDefinition may let it in, and it must neither stop the operator nor count as absent.
/// </summary>
internal static class ObjectReading
{
    private static readonly string[] Bookkeeping = ["resourceVersion", "generation", "managedFields"];

    /// <summary>Reads an object of ours.</summary>
    public static Observed<TResource> Read<TResource>(Controllers.ResourceKind kind, JsonTypeInfo<TResource> json, JsonElement item)
        where TResource : Resource
    {
        var (resource, problems, remains) = ReadStrictly(json, item, "status");
        var metadata = item.GetProperty("metadata");
        var key = ObjectKey.Of(item);
        return new Observed<TResource>
        {
            Kind = kind,
            Key = key,
            Uid = Text(metadata, "uid"),
            Generation = metadata.TryGetProperty("generation", out var generation) && generation.TryGetInt64(out var number) ? number : null,
            Created = metadata.TryGetProperty("creationTimestamp", out var created) && created.TryGetDateTimeOffset(out var time) ? time : default,
            Wanted = DigestOf(item),
            Unit = UnitOf(kind, key, resource, remains),
            Hosts = HostsOf(resource, remains),
            Resource = resource,
            Problems = problems,
            Status = item.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Object
                ? Encoding.UTF8.GetBytes(status.GetRawText())
                : null,
        };
    }

    /// <summary>Reads a Secret or Namespace; null when it cannot be one.</summary>
    public static TResource? ReadCore<TResource>(JsonTypeInfo<TResource> json, JsonElement item)
        where TResource : Resource =>
        ReadStrictly(json, item, "").Resource;

    private static (TResource? Resource, IReadOnlyList<string> Problems, JsonObject Remains) ReadStrictly<TResource>(
        JsonTypeInfo<TResource> json, JsonElement item, string leaveOut)
        where TResource : Resource
    {
        var reader = new SchemaReader();
        var node = JsonNodes.Of(item.EnumerateObject().Where(field => field.Name != leaveOut && !IsHeader(field.Name)));
        var content = reader.ReadRecord(node, Schemas.Of(typeof(TResource)), "");
        // Items of a list do not repeat what they are.
        content["apiVersion"] = Group.ApiVersion;
        content["kind"] = typeof(TResource).Name;
        var problems = reader.Problems.Where(problem => !IsHeader(problem.Field))
            .Select(problem => $"{problem.Field}: {problem.Message}").ToList();
        return (problems.Count > 0 ? null : content.Deserialize(json), problems, content);
    }

    private static bool IsHeader(string field) => field is "apiVersion" or "kind";

    private static string? UnitOf(Controllers.ResourceKind kind, ObjectKey key, Resource? resource, JsonObject remains)
    {
        if (kind == Kinds.Products) return key.ToString();
        if (kind == Kinds.Accounts) return null;
        if (resource is not null) return UnitSource.ProductOf(resource);
        var reference = remains["spec"]?["productRef"] as JsonObject;
        return (string?)reference?["name"] is { } name ? $"{(string?)reference["namespace"] ?? key.Namespace}/{name}" : null;
    }

    private static IReadOnlyList<string> HostsOf<TResource>(TResource? resource, JsonObject remains)
        where TResource : Resource
    {
        if (resource is Product product) return HostClaim.HostsOf(product.Spec);
        if (typeof(TResource) != typeof(Product)) return [];
        var lists = new[] { remains["spec"]?["hosts"], remains["spec"]?["staging"]?["hosts"] };
        return [.. lists.OfType<JsonArray>().SelectMany(list => list).OfType<JsonValue>().Select(host => (string)host!).Distinct(StringComparer.Ordinal)];
    }

    private static string DigestOf(JsonElement item)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var field in item.EnumerateObject().Where(field => field.Name is not ("status" or "metadata"))) Add(field);
        foreach (var field in item.GetProperty("metadata").EnumerateObject().Where(field => !Bookkeeping.Contains(field.Name))) Add(field);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(JsonProperty field)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(field.Name));
            hash.AppendData(Encoding.UTF8.GetBytes(field.Value.GetRawText()));
        }
    }

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
