using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.Resources;
using Headgate.TestOperator;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>Conditions as they stand at the API server.</summary>
internal static class ReadConditions
{
    private static readonly Condition None = new() { Type = "None", Status = ConditionStatus.Unknown, Reason = "None", Message = "" };

    /// <summary>One condition of an object of the first tenant; one without reason when it is not there.</summary>
    public static async Task<Condition> FindAsync(Stage stage, ResourceKind kind, string name, string type, CancellationToken cancellationToken)
    {
        var item = await stage.Api.Api.GetAsync(kind.PathOf(new ObjectKey(stage.Tenants[0], name)), cancellationToken);
        if (item["status"] is not { } status) return None;
        return JsonSerializer.Deserialize(new JsonObject { ["conditions"] = status["conditions"]?.DeepClone() }, ResourcesJson.Default.ResourceStatus)!.Conditions
            .FirstOrDefault(condition => condition.Type == type) ?? None;
    }
}
