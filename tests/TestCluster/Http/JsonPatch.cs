using System.Globalization;
using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Http;

/// <summary>JSON patch (RFC 6902), as github.com/evanphx/json-patch applies it. Whatever does not fit is answered the same way.</summary>
internal static class JsonPatch
{
    private const int MostOperations = 10_000;

    /// <exception cref="StatusException">It does not fit, or is too long.</exception>
    public static JsonNode? Apply(JsonObject item, JsonArray operations)
    {
        if (operations.Count > MostOperations) throw StatusException.TooManyOperations(MostOperations, operations.Count);
        JsonNode? root = item.DeepClone();
        foreach (var operation in operations) root = Apply(root, operation as JsonObject ?? throw StatusException.Unprocessable());
        return root;
    }

    private static JsonNode? Apply(JsonNode? root, JsonObject operation)
    {
        var (name, path) = ((string?)operation["op"], Parts(operation, "path"));
        if (path.Length == 0) return Whole(root, name, operation);
        switch (name)
        {
            case "add":
                Add(root, path, Value(operation));
                break;
            case "remove":
                Remove(root, path);
                break;
            case "replace":
                Find(root, path);
                Remove(root, path);
                Add(root, path, Value(operation));
                break;
            case "test":
                // What is not there is as good as null.
                if (!JsonNode.DeepEquals(Exists(root, path) ? Find(root, path) : null, operation["value"]))
                    throw StatusException.Unprocessable();
                break;
            case "copy":
                Add(root, path, Find(root, Parts(operation, "from"))?.DeepClone());
                break;
            case "move":
                var moved = Find(root, Parts(operation, "from"))?.DeepClone();
                Remove(root, Parts(operation, "from"));
                Add(root, path, moved);
                break;
            default:
                throw StatusException.Unprocessable();
        }
        return root;
    }

    private static JsonNode? Whole(JsonNode? root, string? name, JsonObject operation) => name switch
    {
        "add" or "replace" => Value(operation),
        "test" when JsonNode.DeepEquals(root, operation["value"]) => root,
        _ => throw StatusException.Unprocessable(),
    };

    private static JsonNode? Value(JsonObject operation) =>
        operation.TryGetPropertyValue("value", out var value) ? value?.DeepClone() : throw StatusException.Unprocessable();

    private static string[] Parts(JsonObject operation, string name)
    {
        if (operation[name] is not JsonValue value || !value.TryGetValue<string>(out var path)) throw StatusException.Unprocessable();
        if (path.Length > 0 && path[0] != '/') throw StatusException.Unprocessable();
        return [.. path.Split('/').Skip(1).Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
    }

    private static bool Exists(JsonNode? root, string[] path) => Find(root, path[..^1]) switch
    {
        JsonObject fields => fields.ContainsKey(path[^1]),
        JsonArray list => Index(path[^1], list.Count - 1) is not null,
        _ => throw StatusException.Unprocessable(),
    };

    private static JsonNode? Find(JsonNode? root, string[] path)
    {
        var node = root;
        foreach (var part in path)
        {
            node = node switch
            {
                JsonObject fields when fields.ContainsKey(part) => fields[part],
                JsonArray list when Index(part, list.Count - 1) is { } index => list[index],
                _ => throw StatusException.Unprocessable(),
            };
        }
        return node;
    }

    private static void Add(JsonNode? root, string[] path, JsonNode? value)
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
            case JsonArray list when Index(last, list.Count) is { } index:
                list.Insert(index, value);
                break;
            default:
                throw StatusException.Unprocessable();
        }
    }

    private static void Remove(JsonNode? root, string[] path)
    {
        Find(root, path);
        switch (Find(root, path[..^1]))
        {
            case JsonObject fields:
                fields.Remove(path[^1]);
                break;
            case JsonArray list:
                list.RemoveAt(Index(path[^1], list.Count - 1)!.Value);
                break;
        }
    }

    // Negative ones count from the end.
    private static int? Index(string part, int last)
    {
        if (!int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)) return null;
        if (index < 0) index += last + 1;
        return index >= 0 && index <= last ? index : null;
    }
}
