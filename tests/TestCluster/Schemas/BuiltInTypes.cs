using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Headgate.TestCluster.Schemas;

/// <summary>The built-in kinds, read from <c>built-in.types</c>.</summary>
public static partial class BuiltInTypes
{
    private static readonly Dictionary<string, JsonObject> Types = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, JsonObject> Kinds = new(StringComparer.Ordinal);

    static BuiltInTypes()
    {
        var blocks = Blocks().ToList();
        Types["ObjectMeta"] = ObjectMetadata.Schema;
        // Types name each other in any order: those that name nothing unknown come first, until none is left.
        var pending = blocks.Where(block => block[0].StartsWith("type ", StringComparison.Ordinal)).ToList();
        while (pending.Count > 0)
        {
            var ready = pending.Where(block => block.Skip(1).All(line => NamesIn(line).All(Types.ContainsKey))).ToList();
            if (ready.Count == 0) throw new InvalidOperationException($"built-in.types: unknown or circular type in {pending[0][0]}.");
            foreach (var block in ready) Types[block[0].Split(' ')[1]] = ObjectOf(block);
            pending = pending.Except(ready).ToList();
        }
        foreach (var block in blocks.Where(block => block[0].StartsWith("kind ", StringComparison.Ordinal)))
        {
            var words = block[0].Split(' ');
            Kinds[$"{words[1]} {words[2]}"] = KindOf(block);
        }
    }

    /// <summary>The schema of a kind as OpenAPI writes it; null for an unknown one.</summary>
    public static JsonObject? Find(string apiVersion, string kind) => Kinds.GetValueOrDefault($"{apiVersion} {kind}");

    private static List<List<string>> Blocks()
    {
        using var stream = typeof(BuiltInTypes).Assembly.GetManifestResourceStream("built-in.types")!;
        using var reader = new StreamReader(stream);
        var blocks = new List<List<string>>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            if (line[0] != ' ') blocks.Add([line]);
            else blocks[^1].Add(line.Trim());
        }
        return blocks;
    }

    private static JsonObject KindOf(List<string> block)
    {
        var schema = ObjectOf(block);
        var properties = schema["properties"]!.AsObject();
        properties.Insert(0, "apiVersion", ObjectMetadata.Text("Version of the schema of this object."));
        properties.Insert(1, "kind", ObjectMetadata.Text("What this object is."));
        properties.Insert(2, "metadata", ObjectMetadata.Schema.DeepClone());
        return schema;
    }

    private static JsonObject ObjectOf(List<string> block)
    {
        var (properties, required) = (new JsonObject(), new JsonArray());
        foreach (var line in block.Skip(1))
        {
            var (name, rest) = (line[..line.IndexOf(' ', StringComparison.Ordinal)], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            if (name.EndsWith('!')) required.Add(name = name[..^1]);
            var parts = rest.Split(" = ");
            var schema = TypeOf(parts[0]);
            if (parts.Length > 1) schema["default"] = parts[1];
            properties[name] = schema;
        }
        var type = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0) type["required"] = required;
        if (block[0].EndsWith(" atomic", StringComparison.Ordinal)) type["x-kubernetes-map-type"] = "atomic";
        return type;
    }

    private static JsonObject TypeOf(string text)
    {
        if (Generic().Match(text) is { Success: true } generic)
        {
            var inner = TypeOf(generic.Groups[2].Value);
            switch (generic.Groups[1].Value)
            {
                case "map":
                    return new JsonObject { ["type"] = "object", ["additionalProperties"] = inner };
                case "atomic":
                    inner["x-kubernetes-map-type"] = "atomic";
                    return inner;
                case "set":
                    return new JsonObject { ["type"] = "array", ["items"] = inner, ["x-kubernetes-list-type"] = "set" };
            }
            var list = new JsonObject { ["type"] = "array", ["items"] = inner, ["x-kubernetes-list-type"] = "atomic" };
            if (!generic.Groups[3].Success) return list;
            list["x-kubernetes-list-type"] = "map";
            var keys = generic.Groups[3].Value.Split(',');
            list["x-kubernetes-list-map-keys"] = new JsonArray([.. keys.Select(key => JsonValue.Create(key))]);
            list["x-kubernetes-patch-merge-key"] = keys[0];
            list["x-kubernetes-patch-strategy"] = "merge";
            return list;
        }
        return text switch
        {
            "string" or "quantity" => new JsonObject { ["type"] = text == "string" ? "string" : null, ["x-kubernetes-int-or-string"] = text == "quantity" ? true : null }.WithoutNulls(),
            "bytes" => new JsonObject { ["type"] = "string", ["format"] = "byte" },
            "time" => new JsonObject { ["type"] = "string", ["format"] = "date-time", ["nullable"] = true },
            "microtime" => new JsonObject { ["type"] = "string", ["format"] = "micro-time" },
            "bool" => new JsonObject { ["type"] = "boolean" },
            "int" => new JsonObject { ["type"] = "integer", ["format"] = "int64" },
            "number" => new JsonObject { ["type"] = "number" },
            "intOrString" => new JsonObject { ["x-kubernetes-int-or-string"] = true },
            "any" => new JsonObject { ["type"] = null, ["x-kubernetes-preserve-unknown-fields"] = true }.WithoutNulls(),
            _ => Types[text].DeepClone().AsObject(),
        };
    }

    private static JsonObject WithoutNulls(this JsonObject fields)
    {
        foreach (var name in fields.Where(field => field.Value is null).Select(field => field.Key).ToList()) fields.Remove(name);
        return fields;
    }

    private static IEnumerable<string> NamesIn(string line) => TypeName().Matches(line[line.IndexOf(' ', StringComparison.Ordinal)..].Split(" = ")[0]).Select(match => match.Value);

    [GeneratedRegex(@"^(list|map|set|atomic)\((.+)\)(?: by ([\w,]+))?$")]
    private static partial Regex Generic();

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex TypeName();
}
