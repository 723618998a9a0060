using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.Operator.Crds;
using Headgate.TestOperator;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>Definitions of a release that is not written yet: they let in what this one refuses.</summary>
internal static class FutureDefinitions
{
    /// <summary>Puts them in the place of the present ones, in a cluster of the stage's own, which serves them at once.</summary>
    public static async Task ApplyAsync(Stage stage, CancellationToken cancellationToken)
    {
        foreach (var definition in CrdBuilder.Kinds.Select(CrdBuilder.Build))
        {
            var schema = definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!.AsObject();
            schema.Remove("x-kubernetes-validations");
            schema["properties"]!["spec"] = new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true };
            var path = Stage.Definitions.PathOf(new ObjectKey("", (string)definition["metadata"]!["name"]!));
            await stage.Api.Api.ApplyAsync(path, definition, "test", cancellationToken);
        }
    }
}
