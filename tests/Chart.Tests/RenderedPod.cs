using System.Text.Json.Nodes;

namespace Headgate.Chart.Tests;

/// <summary>A pod that something rendered makes.</summary>
/// <param name="Owner">Kind and name of what makes it.</param>
/// <param name="Component">What it is of.</param>
/// <param name="Metadata">Its metadata.</param>
/// <param name="Spec">Its spec.</param>
internal sealed record RenderedPod(string Owner, string Component, JsonNode Metadata, JsonNode Spec)
{
    /// <summary>All containers, those that run first included.</summary>
    public IEnumerable<JsonNode> Containers => new[] { "initContainers", "containers", "ephemeralContainers" }
        .SelectMany(kind => Spec[kind] as JsonArray ?? []).Select(container => container!);

    /// <summary>Its only container.</summary>
    public JsonNode Container => Containers.Single();

    /// <summary>The pods of rendered objects.</summary>
    public static IEnumerable<RenderedPod> Of(IEnumerable<JsonObject> objects)
    {
        foreach (var item in objects)
        {
            var pod = (string?)item["kind"] == "Pod" ? item : item["spec"]?["template"];
            if (pod?["spec"]?["containers"] is null) continue;
            var labels = pod["metadata"]!["labels"]!;
            yield return new RenderedPod($"{item["kind"]} {item["metadata"]!["name"]}", (string?)labels["app.kubernetes.io/component"] ?? "", pod["metadata"]!, pod["spec"]!);
        }
    }
}
