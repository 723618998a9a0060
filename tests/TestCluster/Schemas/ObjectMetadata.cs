using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Schemas;

/// <summary>The schema of <c>metadata</c>, which all kinds share.</summary>
internal static class ObjectMetadata
{
    public static JsonObject Schema => new()
    {
        ["type"] = "object",
        ["description"] = "Name, namespace and what else every object has.",
        ["properties"] = new JsonObject
        {
            ["name"] = Text("Unique per kind and namespace."),
            ["generateName"] = Text("Beginning of a name that the server completes."),
            ["namespace"] = Text("The namespace."),
            ["uid"] = Text("Identity of this very object, given by the server."),
            ["resourceVersion"] = Text("Version of the object's content, given by the server."),
            ["generation"] = new JsonObject { ["type"] = "integer", ["format"] = "int64", ["description"] = "Counts changes of the spec." },
            ["creationTimestamp"] = Text("When it was created.", "date-time"),
            ["deletionTimestamp"] = Text("When its deletion was asked for.", "date-time"),
            ["deletionGracePeriodSeconds"] = new JsonObject { ["type"] = "integer", ["format"] = "int64" },
            ["selfLink"] = Text("Not used any more."),
            ["labels"] = Map("What the object can be selected by."),
            ["annotations"] = Map("What tools noted about it."),
            ["finalizers"] = new JsonObject
            {
                ["type"] = "array",
                ["items"] = new JsonObject { ["type"] = "string" },
                ["x-kubernetes-list-type"] = "set",
                ["x-kubernetes-patch-strategy"] = "merge",
            },
            ["ownerReferences"] = new JsonObject
            {
                ["type"] = "array",
                ["items"] = new JsonObject
                {
                    ["type"] = "object",
                    ["required"] = new JsonArray("apiVersion", "kind", "name", "uid"),
                    ["properties"] = new JsonObject
                    {
                        ["apiVersion"] = Text(""),
                        ["kind"] = Text(""),
                        ["name"] = Text(""),
                        ["uid"] = Text(""),
                        ["controller"] = new JsonObject { ["type"] = "boolean" },
                        ["blockOwnerDeletion"] = new JsonObject { ["type"] = "boolean" },
                    },
                    ["x-kubernetes-map-type"] = "atomic",
                },
                ["x-kubernetes-list-type"] = "map",
                ["x-kubernetes-list-map-keys"] = new JsonArray("uid"),
                ["x-kubernetes-patch-merge-key"] = "uid",
                ["x-kubernetes-patch-strategy"] = "merge",
            },
            ["managedFields"] = new JsonObject
            {
                ["type"] = "array",
                ["items"] = new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true },
                ["x-kubernetes-list-type"] = "atomic",
            },
        },
    };

    public static JsonObject Text(string description, string? format = null)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (description.Length > 0) schema["description"] = description;
        if (format is not null) schema["format"] = format;
        return schema;
    }

    private static JsonObject Map(string description) =>
        new() { ["type"] = "object", ["description"] = description, ["additionalProperties"] = new JsonObject { ["type"] = "string" } };
}
