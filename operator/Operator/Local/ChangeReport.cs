using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.Compiler;
using Headgate.Resources;

namespace Headgate.Operator.Local;

/// <summary>Says in words how one state of the manifests differs from the one before.</summary>
internal static class ChangeReport
{
    /// <summary>One line per change, by object.</summary>
    public static IReadOnlyList<string> Between(ResourceSnapshot before, ResourceSnapshot after)
    {
        var old = All(before).ToDictionary(Key, StringComparer.Ordinal);
        var now = All(after).ToDictionary(Key, StringComparer.Ordinal);
        return
        [
            .. now.Keys.Union(old.Keys).Order(StringComparer.Ordinal).SelectMany(key => (old.GetValueOrDefault(key), now.GetValueOrDefault(key)) switch
            {
                (null, { } added) => [$"+ {added.Label}"],
                ({ } removed, null) => [$"- {removed.Label}"],
                var (from, to) => Differences(from!, to!),
            }),
        ];
    }

    private static IEnumerable<string> Differences(Resource before, Resource after)
    {
        // What a Secret holds is nobody's business; that it changed is.
        if (after is Secret) return Json(before).ToJsonString() == Json(after).ToJsonString() ? [] : [$"~ {after.Label}: changed"];
        return Compare("", Json(before), Json(after)).Select(change => $"~ {after.Label}: {change}");
    }

    private static IEnumerable<string> Compare(string path, JsonNode? before, JsonNode? after)
    {
        if (JsonNode.DeepEquals(before, after)) return [];
        return (before, after) switch
        {
            (JsonObject one, JsonObject other) => one.Select(entry => entry.Key).Union(other.Select(entry => entry.Key))
                .SelectMany(name => Compare(path.Length == 0 ? name : $"{path}.{name}", one[name], other[name])),
            (JsonArray one, JsonArray other) => Enumerable.Range(0, Math.Max(one.Count, other.Count))
                .SelectMany(index => Compare($"{path}[{index}]", one.ElementAtOrDefault(index), other.ElementAtOrDefault(index))),
            (null, _) => [$"{path} = {Short(after!)}"],
            (_, null) => [$"{path} removed"],
            _ => [$"{path} {Short(before)} → {Short(after)}"],
        };
    }

    private static string Short(JsonNode node)
    {
        const int most = 60;
        var text = node.ToJsonString();
        return text.Length <= most ? text : text[..most] + "…";
    }

    private static JsonNode Json(Resource resource) => JsonSerializer.SerializeToNode(resource, resource.GetType(), ResourcesJson.Default)!;

    private static string Key(Resource resource) => $"{resource.Kind} {resource.FullName}";

    private static IEnumerable<Resource> All(ResourceSnapshot snapshot) =>
        snapshot.Products.Concat<Resource>(snapshot.Rules).Concat(snapshot.Plans).Concat(snapshot.Applications)
            .Concat(snapshot.Accounts).Concat(snapshot.Secrets).Concat(snapshot.Namespaces);
}
