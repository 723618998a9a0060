using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Kinds;

/// <summary>What a server fills in for built-in kinds, and what stands in every object of a kind from the start.</summary>
internal static class Preparation
{
    /// <summary>Fills in what a manifest leaves out.</summary>
    public static void Complete(ResourceType type, JsonObject item)
    {
        switch (type.Kind)
        {
            case "Secret":
                MoveText(item);
                Default(item, "type", "Opaque");
                break;
            case "Namespace":
                Labels(item)["kubernetes.io/metadata.name"] = (string?)item["metadata"]!["name"];
                item["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") };
                item["status"] ??= new JsonObject { ["phase"] = "Active" };
                break;
            case "Pod":
                CompletePod(item["spec"]!.AsObject());
                item["status"] ??= new JsonObject { ["phase"] = "Pending", ["qosClass"] = "BestEffort" };
                break;
            case "Deployment":
                CompleteDeployment(item);
                break;
            case "Ingress":
                item["status"] ??= new JsonObject { ["loadBalancer"] = new JsonObject() };
                break;
            case "Service":
                CompleteService(item);
                break;
            case "CustomResourceDefinition":
                CompleteDefinition(item);
                break;
            case "Event" when type.Group.Length > 0:
                item["deprecatedSource"] ??= new JsonObject();
                item.TryAdd("deprecatedFirstTimestamp", null);
                item.TryAdd("deprecatedLastTimestamp", null);
                break;
        }
    }

    /// <summary>Fills in what a status leaves out.</summary>
    public static void CompleteStatus(ResourceType type, JsonObject item)
    {
        if (type.Kind != "Pod" || item["status"]?["conditions"] is not JsonArray conditions) return;
        foreach (var condition in conditions.OfType<JsonObject>())
        {
            condition.TryAdd("lastProbeTime", null);
            condition.TryAdd("lastTransitionTime", null);
        }
    }

    /// <summary>What is in every object of a kind, and the status, so that nobody comes to manage it by creating an object.</summary>
    public static JsonObject Skeleton(ResourceType type, JsonObject created)
    {
        var item = new JsonObject { ["metadata"] = new JsonObject() };
        if (type.IsCustom) return item;
        item["spec"] = new JsonObject();
        if (created["status"] is { } status) item["status"] = status.DeepClone();
        switch (type.Kind)
        {
            case "Namespace":
                item["spec"]!["finalizers"] = new JsonArray("kubernetes");
                break;
            case "Pod":
                item["spec"] = PodDefaults();
                break;
            case "CustomResourceDefinition":
                item["spec"] = new JsonObject { ["group"] = "", ["scope"] = "", ["names"] = new JsonObject { ["kind"] = "", ["plural"] = "" }, ["versions"] = null };
                break;
            case "Deployment":
                var template = new JsonObject { ["metadata"] = new JsonObject(), ["spec"] = PodDefaults() };
                item["spec"] = new JsonObject { ["selector"] = null, ["template"] = template, ["strategy"] = new JsonObject() };
                break;
            case "Event":
                item["deprecatedSource"] = new JsonObject();
                item["deprecatedFirstTimestamp"] = null;
                item["deprecatedLastTimestamp"] = null;
                break;
        }
        return item;
    }

    /// <summary>The status of a definition that nothing was decided about.</summary>
    private static JsonObject Unaccepted(IEnumerable<string?> storedVersions) => new()
    {
        ["conditions"] = null,
        ["acceptedNames"] = new JsonObject { ["plural"] = "", ["kind"] = "" },
        ["storedVersions"] = new JsonArray([.. storedVersions.Select(version => JsonValue.Create(version))]),
    };

    // Admission and scheduling set these; nobody manages them.
    private static JsonObject PodDefaults() => new()
    {
        ["containers"] = new JsonArray(),
        ["serviceAccountName"] = "default",
        ["serviceAccount"] = "default",
        ["priority"] = 0,
        ["preemptionPolicy"] = "PreemptLowerPriority",
        ["tolerations"] = new JsonArray(Toleration("not-ready"), Toleration("unreachable")),
    };

    private static void CompletePod(JsonObject spec)
    {
        foreach (var container in (spec["containers"] as JsonArray ?? []).Concat(spec["initContainers"] as JsonArray ?? []).OfType<JsonObject>())
        {
            container.TryAdd("resources", new JsonObject());
            Default(container, "terminationMessagePath", "/dev/termination-log");
            Default(container, "terminationMessagePolicy", "File");
            var image = (string?)container["image"] ?? "";
            Default(container, "imagePullPolicy", image.EndsWith(":latest", StringComparison.Ordinal) || !image.Contains(':', StringComparison.Ordinal) ? "Always" : "IfNotPresent");
        }
        Default(spec, "restartPolicy", "Always");
        spec.TryAdd("terminationGracePeriodSeconds", 30);
        Default(spec, "dnsPolicy", "ClusterFirst");
        if (spec["serviceAccountName"] is { } account) spec.TryAdd("serviceAccount", account.DeepClone());
        spec.TryAdd("securityContext", new JsonObject());
        Default(spec, "schedulerName", "default-scheduler");
        spec.TryAdd("enableServiceLinks", true);
        foreach (var (name, value) in PodDefaults()) spec.TryAdd(name, value?.DeepClone());
    }

    private static JsonObject Toleration(string what) => new()
    {
        ["key"] = $"node.kubernetes.io/{what}",
        ["operator"] = "Exists",
        ["effect"] = "NoExecute",
        ["tolerationSeconds"] = 300,
    };

    private static void CompleteDeployment(JsonObject item)
    {
        var spec = item["spec"]!.AsObject();
        spec.TryAdd("replicas", 1);
        spec.TryAdd("revisionHistoryLimit", 10);
        spec.TryAdd("progressDeadlineSeconds", 600);
        spec.TryAdd("strategy", new JsonObject
        {
            ["type"] = "RollingUpdate",
            ["rollingUpdate"] = new JsonObject { ["maxUnavailable"] = "25%", ["maxSurge"] = "25%" },
        });
        item.TryAdd("status", new JsonObject());
    }

    private static void CompleteService(JsonObject item)
    {
        var spec = item["spec"] as JsonObject ?? [];
        item["spec"] = spec;
        Default(spec, "type", "ClusterIP");
        Default(spec, "sessionAffinity", "None");
        foreach (var port in (spec["ports"] as JsonArray ?? []).OfType<JsonObject>())
        {
            Default(port, "protocol", "TCP");
            if (port["port"] is { } number) port.TryAdd("targetPort", number.DeepClone());
        }
        item["status"] ??= new JsonObject { ["loadBalancer"] = new JsonObject() };
    }

    private static void CompleteDefinition(JsonObject item)
    {
        if (item["spec"] is not JsonObject spec || spec["names"] is not JsonObject names) return;
        names.TryAdd("singular", ((string?)names["kind"] ?? "").ToLowerInvariant());
        names.TryAdd("listKind", $"{names["kind"]}List");
        spec.TryAdd("conversion", new JsonObject { ["strategy"] = "None" });
        var stored = (spec["versions"] as JsonArray ?? []).Where(version => (bool?)version!["storage"] ?? false).Select(version => (string?)version!["name"]).ToList();
        item["status"] ??= Unaccepted(stored.Take(1));
        // A version that objects are stored in is remembered for ever.
        if (stored.Count == 0 || item["status"]?["storedVersions"] is not JsonArray remembered) return;
        if (remembered.All(version => (string?)version != stored[0])) remembered.Add(stored[0]);
    }

    private static void MoveText(JsonObject item)
    {
        if (item["stringData"] is JsonObject { Count: > 0 } text)
        {
            var data = item["data"] as JsonObject ?? [];
            item["data"] = data;
            foreach (var (name, value) in text) data[name] = Convert.ToBase64String(Encoding.UTF8.GetBytes((string?)value ?? ""));
        }
        item.Remove("stringData");
    }

    private static JsonObject Labels(JsonObject item)
    {
        if (item["metadata"]!["labels"] is not JsonObject labels) item["metadata"]!["labels"] = labels = [];
        return labels;
    }

    private static void Default(JsonObject fields, string name, string value)
    {
        if (fields[name] is null) fields[name] = value;
    }

    /// <summary>Now, as Kubernetes writes times.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
