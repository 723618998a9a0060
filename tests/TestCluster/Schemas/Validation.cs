using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.TestCluster.Http;

namespace Headgate.TestCluster.Schemas;

/// <summary>Judges objects by their schema, with the words and in the order of a real server (k8s.io/kube-openapi, pkg/validation/validate).</summary>
public static class Validation
{
    private static readonly string[] OfEveryObject = ["apiVersion", "kind", "metadata"];

    // These keep CEL rules from being evaluated at all, which a real server says.
    private static readonly string[] Blocking = ["FieldValueRequired", "FieldValueTypeInvalid", "FieldValueTooLong", "FieldValueTooMany"];

    /// <summary>What is said beside an error that kept CEL rules from being evaluated.</summary>
    public static Cause RulesNotChecked { get; } = Cause.Invalid(
        "<nil>", "\"null\"", "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation");

    /// <summary>Whether an error keeps CEL rules from being evaluated.</summary>
    public static bool IsBlocking(Cause cause) => Blocking.Contains(cause.Reason);

    /// <summary>Everything that is wrong with an object. Where a real server has no order, fields are in the order of their names.</summary>
    public static IReadOnlyList<Cause> Validate(Schema schema, JsonObject root)
    {
        var found = new Findings();
        Fields(schema, root, "", found, field => !OfEveryObject.Contains(field));
        return found.Causes;
    }

    /// <summary>Everything that is wrong with a value at a path; the path is empty for a value that stands for itself.</summary>
    internal static Findings Check(Schema schema, JsonNode? value, string path)
    {
        var found = new Findings();
        var kind = TypeOf(value);
        if (schema.Types.Count > 0 || schema.Format.Length > 0) Step(found, CheckType(schema, value, kind, path));
        if (value is not null)
        {
            Step(found, Combinations.Check(schema, value, path));
            if (kind == "string") Step(found, Scalars.CheckText(schema, (string)value!, path));
            if (kind == "string" && schema.Format.Length > 0) Step(found, Scalars.CheckFormat(schema, (string)value!, path));
            if (kind is "integer" or "number") Step(found, Scalars.CheckNumber(schema, value, path));
            if (value is JsonArray list) Step(found, CheckList(schema, list, path));
        }
        Step(found, Scalars.CheckEnum(schema, value, path));
        if (value is JsonObject fields) Step(found, CheckObject(schema, fields, path));
        found.Matched();
        return found;
    }

    /// <summary>The JSON type as Go decodes it: 1.0 is no integer.</summary>
    internal static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => GoText.IsInteger(value) ? "integer" : "number",
        _ => "boolean",
    };

    internal static string Child(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    // As a message begins that speaks of a value.
    internal static string In(string path) => $"{path} in body";

    private static void Step(Findings found, Findings? step)
    {
        found.Merge(step);
        found.Matched();
    }

    private static Findings CheckType(Schema schema, JsonNode? value, string kind, string path)
    {
        var found = new Findings();
        found.Matched();
        if (kind == "null") return schema.Types.Count == 0 || schema.Nullable ? found : Wrong(string.Join(',', schema.Types), kind);
        var integral = kind == "number" && GoText.ToDouble(value!) is var number && number == Math.Truncate(number)
            && schema.Types.Contains("integer");
        var fits = schema.Types.Contains(kind) || integral || (kind == "integer" && schema.Types.Contains("number"));
        var sized = kind is "string" or "array";
        // A format stands in for the type, of text and lists even unseen.
        if (schema.Format.Length > 0 && !sized && !fits) return Wrong(schema.Format, "");
        if (schema.Format.Length > 0 && sized && !schema.Types.Contains("number") && !schema.Types.Contains("integer")) return found;
        return fits ? found : Wrong(string.Join(',', schema.Types), kind);

        Findings Wrong(string wanted, string actual)
        {
            var wrong = new Findings();
            wrong.Add(Cause.TypeInvalid(path, GoText.Quote(actual), $"{In(path)} must be of type {wanted}: {GoText.Quote(actual)}"));
            return wrong;
        }
    }

    private static Findings CheckList(Schema schema, JsonArray list, string path)
    {
        var found = new Findings();
        for (var index = 0; schema.Items is not null && index < list.Count; index++)
            found.Merge(Check(schema.Items, list[index], $"{path}[{index}]"));
        if (schema.Number("minItems") is { } least && list.Count < GoText.ToInt64(least))
            found.Add(Cause.Invalid(path, GoText.Number(list.Count), $"{In(path)} should have at least {least} items"));
        if (schema.Number("maxItems") is { } most && list.Count > GoText.ToInt64(most))
            found.Add(Cause.TooMany(path, list.Count, GoText.ToInt64(most)));
        found.Matched();
        return found;
    }

    private static Findings CheckObject(Schema schema, JsonObject fields, string path)
    {
        var found = new Findings();
        // Nothing else is looked at when the number is wrong.
        if (schema.Number("minProperties") is { } least && fields.Count < GoText.ToInt64(least))
            found.Add(Cause.Invalid(path, GoText.Number(fields.Count), $"{In(path)} should have at least {least} properties"));
        else if (schema.Number("maxProperties") is { } most && fields.Count > GoText.ToInt64(most))
            found.Add(Cause.TooMany(path, fields.Count, GoText.ToInt64(most)));
        else
            Fields(schema, fields, path, found, _ => true);
        return found;
    }

    private static void Fields(Schema schema, JsonObject fields, string path, Findings found, Func<string, bool> isChecked)
    {
        foreach (var (name, value) in fields.Where(field => !schema.Properties.ContainsKey(field.Key)).OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            if (schema.Values is not null) found.Merge(Check(schema.Values, value, $"{path}.{name}"));
            else if (schema.IsClosed) found.Add(Cause.Invalid(path, GoText.Quote(name), $"{path}.{name} in body is a forbidden property"));
        }
        foreach (var (name, inner) in schema.Properties.OrderBy(property => property.Key, StringComparer.Ordinal))
            if (fields.TryGetPropertyValue(name, out var value) && isChecked(name)) found.Merge(Check(inner, value, Child(path, name)));
        foreach (var name in schema.Required)
            if (!fields.ContainsKey(name)) found.Add(Cause.Required(Child(path, name)));
    }
}
