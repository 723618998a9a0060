using System.Globalization;
using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Http;

/// <summary>JSON patch (RFC 6902).</summary>
internal static class JsonPatch
{
    public static JsonObject Apply(JsonObject item, JsonArray operations)
    {
        JsonNode root = item.DeepClone();
        foreach (var operation in operations)
        {
            var path = Parts(operation!["path"]);
            switch ((string?)operation["op"])
            {
                case "add":
                    Add(root, path, operation["value"]?.DeepClone());
                    break;
                case "remove":
                    Remove(root, path);
                    break;
                case "replace":
                    Find(root, path);
                    Remove(root, path);
                    Add(root, path, operation["value"]?.DeepClone());
                    break;
                case "test":
                    if (!JsonNode.DeepEquals(Find(root, path), operation["value"])) throw StatusException.Unprocessable();
                    break;
                case "copy":
                    Add(root, path, Find(root, Parts(operation["from"]))?.DeepClone());
                    break;
                case "move":
                    var moved = Find(root, Parts(operation["from"]))?.DeepClone();
                    Remove(root, Parts(operation["from"]));
                    Add(root, path, moved);
                    break;
                default:
                    throw StatusException.Unprocessable();
            }
        }
        return root.AsObject();
    }

    private static string[] Parts(JsonNode? path) =>
        [.. ((string?)path ?? "").Split('/').Skip(1).Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];

    private static JsonNode? Find(JsonNode root, string[] path)
    {
        JsonNode? node = root;
        foreach (var part in path)
        {
            node = node switch
            {
                JsonObject fields when fields.ContainsKey(part) => fields[part],
                JsonArray list when Index(list, part) is { } index && index < list.Count => list[index],
                _ => throw StatusException.Unprocessable(),
            };
        }
        return node;
    }

    private static void Add(JsonNode root, string[] path, JsonNode? value)
    {
        var last = path[^1];
        switch (Find(root, path[..^1]))
        {
            case JsonObject fields:
                fields[last] = value;
                break;
            case JsonArray list when last == "-":
                list.Add(value);
                break;
            case JsonArray list when Index(list, last) is { } index && index <= list.Count:
                list.Insert(index, value);
                break;
            default:
                throw StatusException.Unprocessable();
        }
    }

    private static void Remove(JsonNode root, string[] path)
    {
        Find(root, path);
        switch (Find(root, path[..^1]))
        {
            case JsonObject fields:
                fields.Remove(path[^1]);
                break;
            case JsonArray list:
                list.RemoveAt(Index(list, path[^1])!.Value);
                break;
        }
    }

    private static int? Index(JsonArray list, string part) =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= list.Count ? index : null;
}
