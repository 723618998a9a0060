using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Headgate.TestCluster.Http;

namespace Headgate.TestCluster.Schemas;

/// <summary>Judges objects by their schema, in the words of a real server.</summary>
public static class Validation
{
    // These keep CEL rules from being evaluated at all, which a real server says.
    private static readonly string[] Blocking = ["FieldValueRequired", "FieldValueTypeInvalid", "FieldValueTooLong", "FieldValueTooMany"];

    /// <summary>What is said beside an error that kept CEL rules from being evaluated.</summary>
    public static Cause RulesNotChecked { get; } = Cause.Invalid(
        "<nil>", "\"null\"", "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation");

    /// <summary>Whether an error keeps CEL rules from being evaluated.</summary>
    public static bool IsBlocking(Cause cause) => Blocking.Contains(cause.Reason);

    /// <summary>Everything that is wrong, in the order of the fields.</summary>
    public static IReadOnlyList<Cause> Validate(Schema schema, JsonObject root)
    {
        var causes = new List<Cause>();
        foreach (var required in schema.Required)
            if (!root.ContainsKey(required)) causes.Add(Cause.Required(required));
        foreach (var (name, inner) in schema.Properties)
            if (root.TryGetPropertyValue(name, out var value) && name is not ("metadata" or "apiVersion" or "kind")) Validate(inner, value, name, causes);
        var sorted = causes.OrderBy(cause => cause.Field, StringComparer.Ordinal).ToList();
        foreach (var (name, inner) in schema.Properties) ListKeys.Check(inner, root[name], name, sorted);
        return sorted;
    }

    internal static void Validate(Schema schema, JsonNode? value, string path, List<Cause> causes)
    {
        if (value is null && schema.Nullable) return;
        var type = TypeOf(value);
        if (!Fits(schema, type))
        {
            var wanted = schema.IsIntOrString ? "integer,string" : schema.Type!;
            causes.Add(new Cause("FieldValueTypeInvalid", $"Invalid value: \"{type}\": {path} in body must be of type {wanted}: \"{type}\"", path));
            return;
        }
        CheckEnum(schema, value, path, causes);
        switch (value)
        {
            case JsonObject fields:
                CheckObject(schema, fields, path, causes);
                break;
            case JsonArray list:
                CheckList(schema, list, path, causes);
                break;
            case JsonValue when type == "string":
                CheckText(schema, (string)value!, path, causes);
                break;
            case JsonValue when type is "integer" or "number":
                CheckNumber(schema, value, path, causes);
                break;
        }
        Combinations.Check(schema, value, path, type, causes);
    }

    internal static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => Number(value) is var number && number == Math.Truncate(number) ? "integer" : "number",
        _ => "boolean",
    };

    private static bool Fits(Schema schema, string type) =>
        schema.IsIntOrString ? type is "integer" or "string" : schema.Type is null || schema.Type == type || (schema.Type == "number" && type == "integer");

    private static void CheckEnum(Schema schema, JsonNode? value, string path, List<Cause> causes)
    {
        if (schema.Json["enum"] is JsonArray allowed && !allowed.Any(one => JsonNode.DeepEquals(one, value)))
            causes.Add(Cause.NotSupported(path, value?.ToJsonString() ?? "null", allowed.Select(one => one!.GetValueKind() == JsonValueKind.String ? (string)one! : one.ToJsonString())));
    }

    private static void CheckObject(Schema schema, JsonObject fields, string path, List<Cause> causes)
    {
        foreach (var required in schema.Required)
            if (!fields.ContainsKey(required)) causes.Add(Cause.Required($"{path}.{required}"));
        Bound(schema, "minProperties", fields.Count, false, $"{path} in body should have at least {schema.Json["minProperties"]} properties", path, causes);
        if ((int?)schema.Json["maxProperties"] is { } most && fields.Count > most) causes.Add(TooMany(path, fields.Count, most));
        foreach (var (name, value) in fields)
            if (schema.Field(name) is { } inner) Validate(inner, value, $"{path}.{name}", causes);
    }

    private static void CheckList(Schema schema, JsonArray list, string path, List<Cause> causes)
    {
        Bound(schema, "minItems", list.Count, false, $"{path} in body should have at least {schema.Json["minItems"]} items", path, causes);
        if ((int?)schema.Json["maxItems"] is { } most && list.Count > most) causes.Add(TooMany(path, list.Count, most));
        for (var index = 0; schema.Items is not null && index < list.Count; index++) Validate(schema.Items, list[index], $"{path}[{index}]", causes);
    }

    private static void CheckText(Schema schema, string text, string path, List<Cause> causes)
    {
        var length = new StringInfo(text).LengthInTextElements;
        if ((int?)schema.Json["maxLength"] is { } most && length > most) causes.Add(new Cause("FieldValueTooLong", $"Too long: may not be longer than {most}", path));
        if ((int?)schema.Json["minLength"] is { } least && length < least)
            causes.Add(Cause.Invalid(path, Cause.Quote(text), $"{path} in body should be at least {least} chars long"));
        if ((string?)schema.Json["pattern"] is { } pattern && !Regex.IsMatch(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)))
            causes.Add(Cause.Invalid(path, Cause.Quote(text), $"{path} in body should match '{pattern}'"));
        if ((string?)schema.Json["format"] == "date-time" && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _))
            causes.Add(Cause.Invalid(path, Cause.Quote(text), $"{path} in body must be of type date-time: {Cause.Quote(text)}"));
    }

    private static void CheckNumber(Schema schema, JsonNode value, string path, List<Cause> causes)
    {
        Bound(schema, "minimum", Number(value), false, $"{path} in body should be greater than or equal to {schema.Json["minimum"]}", path, causes);
        Bound(schema, "maximum", Number(value), true, $"{path} in body should be less than or equal to {schema.Json["maximum"]}", path, causes);
    }

    private static void Bound(Schema schema, string name, decimal value, bool upper, string message, string path, List<Cause> causes)
    {
        if (schema.Json[name] is not { } node) return;
        var bound = Number(node);
        if (upper ? value > bound : value < bound) causes.Add(Cause.Invalid(path, value.ToString(CultureInfo.InvariantCulture), message));
    }

    private static Cause TooMany(string path, int count, int most) =>
        new("FieldValueTooMany", $"Too many: {count}: must have at most {most} items", path);

    private static decimal Number(JsonNode value) => decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);
}
