using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;

namespace Headgate.Resources.Tests;

/// <summary>The attributes of the records are the schema: they must say what the records do.</summary>
public class SchemaAttributeTests
{
    private static readonly IReadOnlyList<PropertyInfo> Properties =
    [
        .. typeof(Product).Assembly.GetExportedTypes()
            .Where(type => type.IsClass && !type.IsAbstract && !type.IsSubclassOf(typeof(Attribute)))
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)),
    ];

    public static TheoryData<string> Defaulted() => [.. Properties.Where(property => property.IsDefined(typeof(SchemaDefaultAttribute))).Select(Name)];

    public static TheoryData<string> Keyed() => [.. Properties.Where(property => property.IsDefined(typeof(ListMapKeyAttribute))).Select(Name)];

    [Theory, MemberData(nameof(Defaulted))]
    public void A_record_that_leaves_a_field_out_has_the_value_the_schema_says(string name)
    {
        var property = Find(name);
        var actual = property.GetValue(Activator.CreateInstance(property.DeclaringType!, nonPublic: true));
        var declared = property.GetCustomAttribute<SchemaDefaultAttribute>()!.Value;
        Assert.Equal(declared.ToString(), actual!.ToString());
    }

    [Theory, MemberData(nameof(Keyed))]
    public void The_keys_of_a_list_are_fields_of_its_elements(string name)
    {
        var property = Find(name);
        var element = property.PropertyType.GetGenericArguments()[0];
        var fields = element.GetProperties().Select(field => JsonNamingPolicy.CamelCase.ConvertName(field.Name));
        Assert.Subset(fields.ToHashSet(), property.GetCustomAttribute<ListMapKeyAttribute>()!.Keys.ToHashSet());
    }

    [Fact]
    public void Every_list_and_every_free_text_of_a_spec_is_bounded()
    {
        var unbounded = Properties
            .Where(property => property.DeclaringType!.Namespace == typeof(Product).Namespace && property.CanWrite && !IsKubernetes(property.DeclaringType!))
            .Where(property => property.PropertyType == typeof(string) || typeof(System.Collections.IEnumerable).IsAssignableFrom(property.PropertyType))
            .Where(property => !property.IsDefined(typeof(MaxLengthAttribute)) && !property.IsDefined(typeof(LengthAttribute)) && !property.IsDefined(typeof(IntOrStringAttribute)));
        Assert.Empty(unbounded.Select(Name));
    }

    [Fact]
    public void Patterns_are_anchored_where_they_begin_and_never_backtrack() =>
        Assert.All(Properties.Select(property => property.GetCustomAttribute<RegularExpressionAttribute>()).OfType<RegularExpressionAttribute>(), attribute =>
        {
            Assert.StartsWith("^", attribute.Pattern, StringComparison.Ordinal);
            Assert.NotNull(new System.Text.RegularExpressions.Regex(attribute.Pattern, System.Text.RegularExpressions.RegexOptions.NonBacktracking));
        });

    // Objects whose bounds are Kubernetes' own.
    private static bool IsKubernetes(Type type) => type == typeof(ObjectMeta) || type == typeof(Secret) || type == typeof(Namespace) || type == typeof(Resource);

    private static string Name(PropertyInfo property) => $"{property.DeclaringType!.Name}.{property.Name}";

    private static PropertyInfo Find(string name) => Properties.Single(property => Name(property) == name);
}
