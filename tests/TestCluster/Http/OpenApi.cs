using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.TestCluster.Kinds;

namespace Headgate.TestCluster.Http;

/// <summary>OpenAPI v3 of what is served: what kubectl explains and validates by.</summary>
internal static class OpenApi
{
    private static readonly string[] WriteParameters = ["dryRun", "fieldManager", "fieldValidation"];

    /// <summary>The index: a document for each group and version, with a hash of it.</summary>
    public static JsonObject Index(Catalog catalog)
    {
        var paths = new JsonObject();
        foreach (var version in catalog.All.Select(type => (type.Group, type.Version)).Distinct())
        {
            var path = version.Group.Length == 0 ? $"api/{version.Version}" : $"apis/{version.Group}/{version.Version}";
            var hash = Convert.ToHexString(SHA512.HashData(JsonSerializer.SerializeToUtf8Bytes(Document(catalog, version.Group, version.Version))));
            paths[path] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{path}?hash={hash}" };
        }
        return new JsonObject { ["paths"] = paths };
    }

    /// <summary>The document of a group and version; null when nothing of it is served.</summary>
    public static JsonObject? Find(Catalog catalog, string path) => path.Trim('/').Split('/') switch
    {
        ["openapi", "v3", "api", var version] => Document(catalog, "", version),
        ["openapi", "v3", "apis", var group, var version] => Document(catalog, group, version),
        _ => null,
    };

    private static JsonObject? Document(Catalog catalog, string group, string version)
    {
        var types = catalog.All.Where(type => type.Group == group && type.Version == version).ToList();
        if (types.Count == 0) return null;
        var (paths, schemas) = (new JsonObject(), new JsonObject());
        foreach (var type in types)
        {
            schemas[NameOf(type)] = SchemaOf(type);
            foreach (var inNamespace in type.Namespaced ? new[] { true, false } : [false]) AddPaths(paths, type, inNamespace);
        }
        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "TestCluster", ["version"] = "v1.26.0" },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
    }

    private static void AddPaths(JsonObject paths, ResourceType type, bool inNamespace)
    {
        var root = type.Group.Length == 0 ? $"/api/{type.Version}" : $"/apis/{type.Group}/{type.Version}";
        var all = inNamespace ? $"{root}/namespaces/{{namespace}}/{type.Plural}" : $"{root}/{type.Plural}";
        var operations = new JsonObject { ["get"] = Operation(type, "list", []) };
        // Objects are written where their namespace is named.
        if (inNamespace || !type.Namespaced) operations["post"] = Operation(type, "post", WriteParameters);
        paths[all] = operations;
        if (!inNamespace && type.Namespaced) return;
        paths[$"{all}/{{name}}"] = new JsonObject
        {
            ["get"] = Operation(type, "get", []),
            ["put"] = Operation(type, "put", WriteParameters),
            ["patch"] = Operation(type, "patch", [.. WriteParameters, "force"]),
            ["delete"] = Operation(type, "delete", ["dryRun"]),
        };
        if (type.HasStatus) paths[$"{all}/{{name}}/status"] = new JsonObject { ["patch"] = Operation(type, "patch", [.. WriteParameters, "force"]) };
    }

    private static JsonObject Operation(ResourceType type, string action, IEnumerable<string> parameters) => new()
    {
        ["operationId"] = $"{action}{type.Kind}",
        ["parameters"] = new JsonArray([.. parameters.Select(name => new JsonObject
        {
            ["name"] = name, ["in"] = "query", ["schema"] = new JsonObject { ["type"] = "string", ["uniqueItems"] = true },
        })]),
        ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
        ["x-kubernetes-action"] = action,
        ["x-kubernetes-group-version-kind"] = KindOf(type),
    };

    private static JsonObject SchemaOf(ResourceType type)
    {
        var schema = type.Schema?.Json.DeepClone().AsObject() ?? new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true };
        schema["x-kubernetes-group-version-kind"] = new JsonArray(KindOf(type));
        return schema;
    }

    private static JsonObject KindOf(ResourceType type) => new() { ["group"] = type.Group, ["version"] = type.Version, ["kind"] = type.Kind };

    private static string NameOf(ResourceType type) =>
        type.Group.Length == 0 ? $"io.k8s.api.core.{type.Version}.{type.Kind}" : $"{string.Join('.', type.Group.Split('.').Reverse())}.{type.Version}.{type.Kind}";
}
