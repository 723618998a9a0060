using System.Text.Json.Nodes;

namespace Headgate.TestCluster;

/// <summary>The pod of a gateway, with the volumes that a chart gives it.</summary>
public static class PodManifest
{
    /// <summary>Where its configuration is mounted.</summary>
    public const string Directory = "/etc/headgate";

    /// <summary>The pod.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="pool">Its pool, which is also its label.</param>
    /// <param name="shards">Number of shards of the pool.</param>
    public static JsonObject Of(string name, string pool, int shards) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Pod",
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["pool"] = pool } },
        ["spec"] = new JsonObject
        {
            // On a real API server nobody places it: the test is its kubelet.
            ["schedulerName"] = "headgate-tests",
            ["automountServiceAccountToken"] = false,
            ["containers"] = new JsonArray(new JsonObject
            {
                ["name"] = "gateway",
                ["image"] = "headgate-gateway",
                ["volumeMounts"] = new JsonArray(Mount("products"), Mount("applications")),
            }),
            ["volumes"] = new JsonArray(
                Volume("products", Numbers(shards).Select(shard => Source("configMap", $"headgate-{pool}-products-{shards}-{shard}"))),
                Volume("applications", Numbers(shards).Select(shard => Source("secret", $"headgate-{pool}-applications-{shards}-{shard}"))
                    .Append(Source("secret", $"headgate-{pool}-peppers")))),
        },
    };

    /// <summary>The status that a kubelet writes.</summary>
    public static JsonObject Status(string address, bool isReady) => new()
    {
        ["status"] = new JsonObject
        {
            ["phase"] = "Running",
            ["podIP"] = address,
            ["podIPs"] = new JsonArray(new JsonObject { ["ip"] = address }),
            ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = isReady ? "True" : "False" }),
        },
    };

    private static IEnumerable<int> Numbers(int shards) => Enumerable.Range(0, shards);

    private static JsonNode Mount(string name) =>
        new JsonObject { ["name"] = name, ["mountPath"] = $"{Directory}/{name}", ["readOnly"] = true };

    private static JsonNode Volume(string name, IEnumerable<JsonNode> sources) =>
        new JsonObject { ["name"] = name, ["projected"] = new JsonObject { ["sources"] = new JsonArray([.. sources]) } };

    private static JsonNode Source(string kind, string name) =>
        new JsonObject { [kind] = new JsonObject { ["name"] = name, ["optional"] = true } };
}
