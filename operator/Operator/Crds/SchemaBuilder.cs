using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.Resources;

namespace Headgate.Operator.Crds;

/// <summary>
/// Derives OpenAPI v3 structural schemas from the records and their attributes (Kubernetes: "Extend the Kubernetes API with
/// CustomResourceDefinitions").
/// </summary>
internal sealed class SchemaBuilder(Docstrings docstrings)
{
    /// <summary>The schema of a record: its fields in the order of the record.</summary>
    public JsonObject OfRecord(Type type)
    {
        // Of a base first, as they are declared.
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite).OrderBy(property => property.DeclaringType == type).ToList();
        var schema = new JsonObject { ["type"] = "object", ["description"] = docstrings.Of(type) };
        var required = properties.Where(property => property.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute))).Select(property => (JsonNode)Name(property.Name)).ToArray();
        if (required.Length > 0) schema["required"] = new JsonArray(required);
        schema["properties"] = new JsonObject(properties.Select(property => KeyValuePair.Create(Name(property.Name), (JsonNode?)OfProperty(property))));
        AddRules(type, schema);
        return schema;
    }

    /// <summary>Adds the rules of a type to its schema.</summary>
    public static void AddRules(Type type, JsonObject schema)
    {
        var rules = type.GetCustomAttributes<CelRuleAttribute>()
            .Select(rule => (JsonNode)new JsonObject { ["rule"] = rule.Rule, ["message"] = rule.Message }).ToArray();
        if (rules.Length > 0) schema["x-kubernetes-validations"] = new JsonArray(rules);
    }

    private JsonObject OfProperty(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var schema = OfType(type, property);
        // What the field is for says more than what its type is.
        schema["description"] = docstrings.Of(property);
        if (property.GetCustomAttribute<SchemaDefaultAttribute>() is { } defaulted) schema["default"] = JsonSerializer.SerializeToNode(defaulted.Value);
        return schema;
    }

    private JsonObject OfType(Type type, PropertyInfo property)
    {
        if (property.IsDefined(typeof(IntOrStringAttribute))) return new JsonObject { ["x-kubernetes-int-or-string"] = true };
        if (type == typeof(string)) return OfText(property);
        if (type == typeof(bool)) return new JsonObject { ["type"] = "boolean" };
        if (type == typeof(int) || type == typeof(long)) return OfInteger(type, property);
        if (type == typeof(DateTimeOffset) || type == typeof(DateTime)) return new JsonObject { ["type"] = "string", ["format"] = "date-time" };
        if (type.IsEnum) return new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(name => (JsonNode)name)]) };
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)) return OfMap(property);
        return type.IsGenericType ? OfList(type.GetGenericArguments()[0], property) : OfRecord(type);
    }

    private static JsonObject OfText(PropertyInfo property)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (property.GetCustomAttribute<MinLengthAttribute>() is { } least) schema["minLength"] = least.Length;
        if (property.GetCustomAttribute<MaxLengthAttribute>() is { } most) schema["maxLength"] = most.Length;
        if (property.GetCustomAttribute<RegularExpressionAttribute>() is { } pattern) schema["pattern"] = pattern.Pattern;
        return schema;
    }

    private static JsonObject OfInteger(Type type, PropertyInfo property)
    {
        var schema = new JsonObject { ["type"] = "integer", ["format"] = type == typeof(int) ? "int32" : "int64" };
        if (property.GetCustomAttribute<RangeAttribute>() is not { } range) return schema;
        schema["minimum"] = Convert.ToInt64(range.Minimum, System.Globalization.CultureInfo.InvariantCulture);
        schema["maximum"] = Convert.ToInt64(range.Maximum, System.Globalization.CultureInfo.InvariantCulture);
        return schema;
    }

    private static JsonObject OfMap(PropertyInfo property) => new()
    {
        ["type"] = "object",
        ["maxProperties"] = property.GetCustomAttribute<MaxLengthAttribute>()!.Length,
        ["additionalProperties"] = new JsonObject { ["type"] = "string", ["maxLength"] = property.GetCustomAttribute<ItemLengthAttribute>()!.Most },
    };

    private JsonObject OfList(Type item, PropertyInfo property)
    {
        var schema = new JsonObject { ["type"] = "array" };
        if (property.GetCustomAttribute<LengthAttribute>() is { } length) (schema["minItems"], schema["maxItems"]) = (length.MinimumLength, length.MaximumLength);
        if (property.GetCustomAttribute<MaxLengthAttribute>() is { } most) schema["maxItems"] = most.Length;
        schema["x-kubernetes-list-type"] = "atomic";
        if (property.GetCustomAttribute<ListMapKeyAttribute>() is { } map)
        {
            schema["x-kubernetes-list-type"] = "map";
            schema["x-kubernetes-list-map-keys"] = new JsonArray([.. map.Keys.Select(key => (JsonNode)key)]);
        }
        schema["items"] = item == typeof(string) ? new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = property.GetCustomAttribute<ItemLengthAttribute>()!.Most }
            : item.IsEnum ? new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. Enum.GetNames(item).Select(name => (JsonNode)name)]) }
            : OfRecord(item);
        return schema;
    }

    private static string Name(string property) => JsonNamingPolicy.CamelCase.ConvertName(property);
}
