using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.TestOperator;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>An Event as <c>kubectl get events</c> shows it.</summary>
/// <param name="Subject">The object, as <c>Kind name</c>.</param>
/// <param name="Reason">Its reason.</param>
/// <param name="Note">Its text.</param>
/// <param name="Count">How often it was told.</param>
internal sealed record ToldEvent(string Subject, string Reason, string Note, int Count)
{
    private static readonly ResourceKind Events = new("events.k8s.io", "v1", "events", "Event");

    /// <summary>Those of warnings in the first tenant's namespace.</summary>
    public static async Task<IReadOnlyList<ToldEvent>> WarningsAsync(Stage stage, CancellationToken cancellationToken) =>
    [
        .. (await stage.ListAsync(Events, stage.Tenants[0], cancellationToken)).Where(item => (string?)item["type"] == "Warning").Select(Of)
            .OrderBy(told => told.Subject, StringComparer.Ordinal).ThenBy(told => told.Reason, StringComparer.Ordinal),
    ];

    private static ToldEvent Of(JsonObject item) => new(
        $"{item["regarding"]!["kind"]} {item["regarding"]!["name"]}", (string)item["reason"]!, (string)item["note"]!, (int?)item["series"]?["count"] ?? 1);
}
