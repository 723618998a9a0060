using System.Reflection;
using System.Text.Json.Nodes;
using Headgate.Resources;

namespace Headgate.Operator.Crds;

/// <summary>Makes the CustomResourceDefinitions (apiextensions.k8s.io/v1) of Headgate's kinds.</summary>
internal static class CrdBuilder
{
    /// <summary>The kinds, in the order in which a newcomer meets them.</summary>
    public static IReadOnlyList<Type> Kinds { get; } = [typeof(Product), typeof(MappingRule), typeof(ApplicationPlan), typeof(Application), typeof(Account)];

    /// <summary>Name of a definition: <c>products.headgate.dev</c>.</summary>
    public static string NameOf(Type kind) => $"{Resource(kind).Plural}.{Group.Name}";

    /// <summary>The definition of a kind.</summary>
    public static JsonObject Build(Type kind)
    {
        var docstrings = new Docstrings(kind);
        return new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject
            {
                ["name"] = NameOf(kind),
                ["labels"] = new JsonObject { ["app.kubernetes.io/name"] = "headgate", ["app.kubernetes.io/part-of"] = "headgate" },
            },
            ["spec"] = new JsonObject
            {
                ["group"] = Group.Name,
                ["scope"] = "Namespaced",
                ["names"] = new JsonObject
                {
                    ["kind"] = kind.Name,
                    ["listKind"] = kind.Name + "List",
                    ["plural"] = Resource(kind).Plural,
                    ["singular"] = kind.Name.ToLowerInvariant(),
                    ["shortNames"] = new JsonArray(Resource(kind).ShortName),
                    ["categories"] = new JsonArray("headgate"),
                },
                ["versions"] = new JsonArray(Version(kind, docstrings)),
            },
        };
    }

    private static JsonObject Version(Type kind, Docstrings docstrings)
    {
        var schemas = new SchemaBuilder(docstrings);
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["description"] = docstrings.Of(kind),
            ["required"] = new JsonArray("spec"),
            ["properties"] = new JsonObject
            {
                ["apiVersion"] = new JsonObject { ["type"] = "string", ["description"] = docstrings.Of(typeof(Resource).GetProperty(nameof(Resources.Resource.ApiVersion))!) },
                ["kind"] = new JsonObject { ["type"] = "string", ["description"] = docstrings.Of(typeof(Resource).GetProperty(nameof(Resources.Resource.Kind))!) },
                ["metadata"] = new JsonObject { ["type"] = "object" },
                ["spec"] = schemas.OfRecord(kind.GetProperty("Spec")!.PropertyType),
                ["status"] = schemas.OfRecord(kind.GetProperty("Status")!.PropertyType),
            },
        };
        SchemaBuilder.AddRules(kind, schema);
        return new JsonObject
        {
            ["name"] = Group.Version,
            ["served"] = true,
            ["storage"] = true,
            ["subresources"] = new JsonObject { ["status"] = new JsonObject() },
            ["additionalPrinterColumns"] = new JsonArray([.. kind.GetCustomAttributes<PrinterColumnAttribute>().Select(Column)]),
            ["schema"] = new JsonObject { ["openAPIV3Schema"] = schema },
        };
    }

    private static JsonNode Column(PrinterColumnAttribute column)
    {
        var json = new JsonObject { ["name"] = column.Name, ["type"] = column.Type, ["jsonPath"] = column.Path };
        if (column.Wide) json["priority"] = 1;
        return json;
    }

    private static CustomResourceAttribute Resource(Type kind) => kind.GetCustomAttribute<CustomResourceAttribute>()!;
}
