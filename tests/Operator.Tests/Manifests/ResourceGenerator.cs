using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Headgate.Operator.Manifests;

namespace Headgate.Operator.Tests.Manifests;

/// <summary>Makes random objects that follow the schemas: what the records allow, with all their fields or some.</summary>
internal static class ResourceGenerator
{
    /// <summary>Any object of any kind.</summary>
    public static Gen<JsonObject> Any => Gen.Elements<ManifestKind>(ResourceKinds.All).SelectMany(kind => Of(kind, allFields: false));

    /// <summary>An object of one kind.</summary>
    public static Gen<JsonObject> Of(ManifestKind kind, bool allFields) => Record(Schemas.Of(kind.Json.Type), allFields).Select(json =>
    {
        json["apiVersion"] = kind.ApiVersion;
        json["kind"] = kind.Name;
        if (kind.Name != "Namespace") return json;
        json["metadata"]!["name"] = "echo";
        json["metadata"]!.AsObject().Remove("namespace");
        return json;
    });

    private static Gen<JsonObject> Record(RecordSchema schema, bool allFields) =>
        Gen.CollectToArray(schema.Fields.Values, field => Field(field, allFields)).Select(values =>
        {
            var json = new JsonObject();
            foreach (var (field, value) in schema.Fields.Values.Zip(values).Where(pair => pair.Second is not null)) json[field.Name] = value!();
            return json;
        });

    // A value is made anew each time it is asked for: a JsonNode can have one parent only, and a shrunk or repeated sample is one more.
    private static Gen<Func<JsonNode>?> Field(FieldSchema field, bool allFields)
    {
        var value = Value(field.Value, field.Rules, allFields).Where(make => field.Rules.All(rule => rule(make()) is null)).Select(make => (Func<JsonNode>?)make);
        return field.Required || allFields ? value : Gen.Frequency((2, value), (1, Gen.Constant<Func<JsonNode>?>(null)));
    }

    private static Gen<Func<JsonNode>> Value(Schema schema, IReadOnlyList<Rule> rules, bool allFields) => schema switch
    {
        RecordSchema record => Record(record, allFields).Select<JsonObject, Func<JsonNode>>(json => () => json.DeepClone()),
        ListSchema list => List(list, rules, allFields),
        MapSchema map => Map(map),
        _ => Scalar((ScalarSchema)schema, rules).Select<JsonNode, Func<JsonNode>>(json => () => json.DeepClone()),
    };

    private static Gen<Func<JsonNode>> List(ListSchema list, IReadOnlyList<Rule> rules, bool allFields) =>
        // One element where all fields are wanted: then none can become the double of another when it is changed.
        from count in Gen.Choose(allFields || rules.Any(rule => rule(new JsonArray()) is not null) ? 1 : 0, allFields ? 1 : 3)
        from items in Gen.ArrayOf(Value(list.Element, [], allFields), count)
        select (Func<JsonNode>)(() =>
        {
            var nodes = items.Select(make => make());
            return new JsonArray([.. list.Keys.Count == 0 ? nodes : nodes.DistinctBy(node => string.Join('|', list.Keys.Select(key => node[key]?.ToJsonString())))]);
        });

    private static Gen<Func<JsonNode>> Map(MapSchema map) =>
        from keys in Gen.SubListOf("a", "b.c", "headgate.dev", "true", "5", "Z_z")
        from values in Gen.ArrayOf(Value(map.Value, [map.ValueRule], allFields: false), keys.Count)
        select (Func<JsonNode>)(() => new JsonObject(keys.Zip(values, (key, make) => KeyValuePair.Create(key, (JsonNode?)make()))));

    private static Gen<JsonNode> Scalar(ScalarSchema schema, IReadOnlyList<Rule> rules) => schema.Type switch
    {
        ScalarType.Boolean => Gen.Elements(true, false).Select(value => (JsonNode)value),
        ScalarType.Integer => Gen.Elements(schema.Bounds.Least, schema.Bounds.Most, Math.Max(schema.Bounds.Least, 200)).Select(value => (JsonNode)value),
        ScalarType.Enum => Gen.Elements<string>(schema.Values).Select(value => (JsonNode)value),
        ScalarType.Timestamp => Gen.Elements("2026-01-31T12:00:00+00:00", "0001-01-01T00:00:00+00:00", "2024-02-29T23:59:59.1234567+14:00").Select(value => (JsonNode)value),
        ScalarType.Base64 => Gen.Elements("", "aGVsbG8=", "//8A").Select(value => (JsonNode)value),
        _ => Gen.Elements(Strings.All.Where(text => rules.All(rule => rule(text) is null))).Select(value => (JsonNode)value),
    };
}
