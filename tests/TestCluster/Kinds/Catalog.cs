using System.Text.Json.Nodes;
using Headgate.TestCluster.Schemas;
using Headgate.TestCluster.Storage;

namespace Headgate.TestCluster.Kinds;

/// <summary>All kinds that are served: the built-in ones, and one for each established CustomResourceDefinition.</summary>
public sealed class Catalog(ObjectStore store)
{
    private long _builtAt = -1;
    private IReadOnlyList<ResourceType> _all = [];

    /// <summary>The kinds. Read under the store's lock.</summary>
    public IReadOnlyList<ResourceType> All
    {
        get
        {
            var newest = store.List(BuiltInKinds.Definitions.StorageKey).Select(entry => (string?)entry.Value["metadata"]!["resourceVersion"]).ToList();
            var stamp = newest.Aggregate((long)newest.Count, (sum, version) => (sum * 31) + long.Parse(version!, System.Globalization.CultureInfo.InvariantCulture));
            if (stamp != _builtAt) (_builtAt, _all) = (stamp, Build());
            return _all;
        }
    }

    /// <summary>One kind by its place in URLs; null when nothing is served there.</summary>
    public ResourceType? Find(string group, string version, string plural) =>
        All.FirstOrDefault(type => type.Group == group && type.Version == version && type.Plural == plural);

    private List<ResourceType> Build() =>
    [
        .. BuiltInKinds.All,
        .. store.List(BuiltInKinds.Definitions.StorageKey).Where(entry => Definition.IsEstablished(entry.Value)).SelectMany(entry => Definition.TypesOf(entry.Value)),
    ];
}

/// <summary>Reads CustomResourceDefinitions.</summary>
public static class Definition
{
    /// <summary>Whether its objects are served.</summary>
    public static bool IsEstablished(JsonObject definition) =>
        definition["status"]?["conditions"] is JsonArray conditions
        && conditions.Any(condition => (string?)condition!["type"] == "Established" && (string?)condition["status"] == "True");

    /// <summary>The kinds it defines, one for each served version.</summary>
    public static IEnumerable<ResourceType> TypesOf(JsonObject definition)
    {
        var spec = definition["spec"]!;
        var (group, names) = ((string)spec["group"]!, spec["names"]!);
        foreach (var version in spec["versions"]!.AsArray().Where(version => (bool?)version!["served"] ?? false))
        {
            var hasStatus = version!["subresources"]?["status"] is not null;
            yield return new ResourceType(group, (string)version["name"]!, (string)names["plural"]!, (string)names["kind"]!)
            {
                Namespaced = (string?)spec["scope"] == "Namespaced",
                Singular = (string?)names["singular"] ?? "",
                ListKind = (string?)names["listKind"] ?? $"{names["kind"]}List",
                ShortNames = Strings(names["shortNames"]),
                Categories = Strings(names["categories"]),
                HasStatus = hasStatus,
                HasGeneration = true,
                Schema = version["schema"]?["openAPIV3Schema"] is JsonObject schema ? Schema.Parse(WithMetadata(schema)) : null,
                Definition = definition,
            };
        }
    }

    /// <summary>What <paramref name="version"/> of a definition says of its columns.</summary>
    public static JsonArray ColumnsOf(JsonObject definition, string version) =>
        definition["spec"]!["versions"]!.AsArray().First(one => (string?)one!["name"] == version)!["additionalPrinterColumns"] as JsonArray ?? [];

    // The server knows what metadata looks like, whatever the definition says of it.
    private static JsonObject WithMetadata(JsonObject schema)
    {
        var full = schema.DeepClone().AsObject();
        if (full["properties"] is not JsonObject properties) full["properties"] = properties = [];
        properties["apiVersion"] = ObjectMetadata.Text("Version of the schema of this object.");
        properties["kind"] = ObjectMetadata.Text("What this object is.");
        properties["metadata"] = ObjectMetadata.Schema;
        return full;
    }

    private static IReadOnlyList<string> Strings(JsonNode? list) => list is JsonArray items ? [.. items.Select(item => (string)item!)] : [];
}
