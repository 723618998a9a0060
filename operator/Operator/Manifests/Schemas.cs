using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Headgate.Operator.Cluster;
using Headgate.Resources;

namespace Headgate.Operator.Manifests;

/// <summary>Derives schemas from the records: JSON metadata says which fields there are, attributes what these may hold.</summary>
internal static class Schemas
{
    // The configuration of the operator is read as strictly as manifests are.
    private static readonly JsonSerializerOptions Options = new(ResourcesJson.Default.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(ResourcesJson.Default, OperatorJson.Default),
    };

    private static readonly ConcurrentDictionary<Type, Schema> Known = new();

    /// <summary>The schema of a record.</summary>
    public static RecordSchema Of(Type type) => (RecordSchema)Known.GetOrAdd(type, type => DeriveRecord(Options.GetTypeInfo(type)));

    private static RecordSchema DeriveRecord(JsonTypeInfo type)
    {
        // The constructor runs the initialisers, which hold the defaults. The code that System.Text.Json generates overwrites them.
        var blank = type.Type.IsAbstract ? null : Activator.CreateInstance(type.Type);
        var ignored = IgnoredFields.Of(type.Type);
        var fields = type.Properties
            .Where(property => property.Set is not null && !ignored.Contains(property.Name))
            .Select(property => DeriveField(property, blank))
            .ToDictionary(field => field.Name, StringComparer.Ordinal);
        return new RecordSchema(fields, ignored);
    }

    private static FieldSchema DeriveField(JsonPropertyInfo property, object? blank)
    {
        var member = (PropertyInfo)property.AttributeProvider!;
        var value = DeriveValue(property.PropertyType, member);
        var missing = property.IsRequired || blank is null ? null : property.Get!(blank);
        var fallback = missing is null ? null : JsonSerializer.SerializeToNode(missing, Options.GetTypeInfo(property.PropertyType));
        return new FieldSchema(property.Name, property.IsRequired, value, fallback, FieldRules.Of(member));
    }

    private static Schema DeriveValue(Type type, PropertyInfo member)
    {
        var info = Options.GetTypeInfo(type);
        return info.Kind switch
        {
            JsonTypeInfoKind.Object => Of(type),
            JsonTypeInfoKind.Enumerable => new ListSchema(
                DeriveValue(info.ElementType!, member), member.GetCustomAttribute<ListMapKeyAttribute>()?.Keys ?? []),
            JsonTypeInfoKind.Dictionary => DeriveMap(info.ElementType!, member),
            _ => DeriveScalar(Nullable.GetUnderlyingType(type) ?? type, member),
        };
    }

    private static MapSchema DeriveMap(Type element, PropertyInfo member)
    {
        var (key, value) = MapRules.Of(member);
        return new MapSchema(DeriveValue(element, member), key, value);
    }

    private static ScalarSchema DeriveScalar(Type type, PropertyInfo member)
    {
        var scalar = type switch
        {
            _ when member.IsDefined(typeof(IntOrStringAttribute)) => ScalarType.IntOrString,
            { IsEnum: true } => ScalarType.Enum,
            _ when type == typeof(string) => ScalarType.String,
            _ when type == typeof(bool) => ScalarType.Boolean,
            _ when type == typeof(int) || type == typeof(long) => ScalarType.Integer,
            _ when type == typeof(DateTimeOffset) => ScalarType.Timestamp,
            _ when type == typeof(byte[]) => ScalarType.Base64,
            _ => throw new NotSupportedException($"{member.DeclaringType!.Name}.{member.Name}: no manifest type for {type}"),
        };
        var values = type.IsEnum ? Enum.GetNames(type) : [];
        return new ScalarSchema(scalar, values, BoundsOf(type, member), Secret: member.DeclaringType == typeof(Secret));
    }

    private static (long Least, long Most) BoundsOf(Type type, PropertyInfo member) => member.GetCustomAttribute<RangeAttribute>() switch
    {
        { } range => (ToInteger(range.Minimum), ToInteger(range.Maximum)),
        null when type == typeof(int) => (int.MinValue, int.MaxValue),
        null => (long.MinValue, long.MaxValue),
    };

    private static long ToInteger(object bound) => Convert.ToInt64(bound, CultureInfo.InvariantCulture);
}
