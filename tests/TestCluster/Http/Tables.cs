using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.TestCluster.Kinds;

namespace Headgate.TestCluster.Http;

/// <summary>Objects as the table that kubectl prints.</summary>
internal static class Tables
{
    private const string NameDescription =
        "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: http://kubernetes.io/docs/user-guide/identifiers#names";

    public static JsonObject Of(ResourceType type, JsonObject item, bool isList, string includeObject, DateTimeOffset now)
    {
        var columns = ColumnsOf(type);
        var rows = new JsonArray();
        foreach (var one in isList ? item["items"]!.AsArray().Select(entry => entry!.AsObject()) : [item])
        {
            var row = new JsonObject { ["cells"] = new JsonArray([(string?)one["metadata"]!["name"], .. columns.Skip(1).Select(column => Cell(column, one, now))]) };
            if (includeObject != "None") row["object"] = includeObject == "Object" ? one.DeepClone() : Partial(one);
            rows.Add(row);
        }
        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = isList ? ListMetadata(item) : new JsonObject { ["resourceVersion"] = (string?)item["metadata"]!["resourceVersion"] },
            ["columnDefinitions"] = new JsonArray([.. columns.Select(column => column.DeepClone())]),
            ["rows"] = rows,
        };
    }

    public static JsonObject Partial(JsonObject item) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = item["metadata"]!.DeepClone(),
    };

    public static JsonObject ListMetadata(JsonObject list)
    {
        var metadata = list["metadata"]!.DeepClone().AsObject();
        if ((string?)metadata["continue"] == "") metadata.Remove("continue");
        return metadata;
    }

    private static List<JsonObject> ColumnsOf(ResourceType type)
    {
        var name = Column("Name", "string", "name", NameDescription, 0);
        if (type.Definition is not { } definition) return [name, .. BuiltInColumns(type)];
        var declared = Definition.ColumnsOf(definition, type.Version).OfType<JsonObject>().ToList();
        if (declared.Count == 0) return [name, Column("Age", "date", "", "Custom resource definition column (in JSONPath format): .metadata.creationTimestamp", 0, ".metadata.creationTimestamp")];
        return
        [
            name,
            .. declared.Select(column => Column(
                (string)column["name"]!,
                (string)column["type"]!,
                (string?)column["format"] ?? "",
                (string?)column["description"] ?? $"Custom resource definition column (in JSONPath format): {column["jsonPath"]}",
                (int?)column["priority"] ?? 0,
                (string)column["jsonPath"]!)),
        ];
    }

    private static IEnumerable<JsonObject> BuiltInColumns(ResourceType type)
    {
        (string Name, string Path)[] columns = type.Kind switch
        {
            "Namespace" => [("Status", ".status.phase")],
            "Secret" => [("Type", ".type")],
            "Pod" => [("Status", ".status.phase")],
            "Service" => [("Type", ".spec.type"), ("Cluster-IP", ".spec.clusterIP")],
            "Deployment" => [("Ready", ".status.readyReplicas"), ("Up-to-date", ".status.updatedReplicas"), ("Available", ".status.availableReplicas")],
            "Lease" => [("Holder", ".spec.holderIdentity")],
            "Ingress" => [("Class", ".spec.ingressClassName"), ("Hosts", ".spec.rules[*].host")],
            "Event" => [("Type", ".type"), ("Reason", ".reason"), ("Object", type.Group.Length == 0 ? ".involvedObject.name" : ".regarding.name"), ("Message", type.Group.Length == 0 ? ".message" : ".note")],
            "ControllerRevision" => [("Controller", ".metadata.ownerReferences[0].name"), ("Revision", ".revision")],
            "CustomResourceDefinition" => [("Created At", ".metadata.creationTimestamp")],
            _ => [],
        };
        foreach (var (name, path) in columns) yield return Column(name, "string", "", name, 0, path);
        if (type.Kind != "CustomResourceDefinition") yield return Column("Age", "date", "", "How long it exists.", 0, ".metadata.creationTimestamp");
    }

    private static JsonObject Column(string name, string type, string format, string description, int priority, string? path = null)
    {
        var column = new JsonObject { ["name"] = name, ["type"] = type, ["format"] = format, ["description"] = description, ["priority"] = priority };
        return path is null ? column : new ColumnWithPath(column, path).Remember();
    }

    private static JsonNode? Cell(JsonObject column, JsonObject item, DateTimeOffset now)
    {
        if (JsonPath.Find(item, ColumnWithPath.PathOf(column)) is not { } value) return null;
        return (string?)column["type"] switch
        {
            "date" => DateTimeOffset.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var then) ? Ages.Of(now - then) : "<invalid>",
            "string" => value.GetValueKind() == JsonValueKind.String ? value.ToString() : value.ToJsonString(),
            _ => value.DeepClone(),
        };
    }

    // Where a column's value comes from does not travel with it; kept beside, by what the column says of itself.
    private sealed record ColumnWithPath(JsonObject Column, string Path)
    {
        private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<JsonObject, string> Paths = [];

        public static string PathOf(JsonObject column) => Paths.TryGetValue(column, out var path) ? path : "";

        public JsonObject Remember()
        {
            Paths.Add(Column, Path);
            return Column;
        }
    }
}
