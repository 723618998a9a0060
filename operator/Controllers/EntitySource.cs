using System.Text.Json;

namespace Headgate.Controllers;

/// <summary>Which objects are reflected, and what is kept of each.</summary>
/// <param name="Kind">Their kind.</param>
/// <param name="Read">
/// Makes of an object what is kept of it, as little as is needed; null leaves it out. Must not throw for anything an API server can hold.
/// </param>
/// <param name="Namespace">Only those in this namespace; null for all.</param>
/// <param name="LabelSelector">Only those that it selects; null for all.</param>
public sealed record EntitySource<TEntity>(
    ResourceKind Kind, Func<JsonElement, TEntity?> Read, string? Namespace = null, string? LabelSelector = null)
    where TEntity : class
{
    /// <summary>Objects in one page of a list.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>What it is, for messages.</summary>
    public string Subject => $"{Kind.Plural}{(Namespace is null ? "" : $" in {Namespace}")}{(LabelSelector is null ? "" : $" with {LabelSelector}")}";

    internal string ListPath(string? continuation) =>
        $"{Kind.PathOf(Namespace)}?limit={PageSize}{Selector}{(continuation is null ? "" : $"&continue={Uri.EscapeDataString(continuation)}")}";

    internal string WatchPath(string resourceVersion, int timeoutSeconds) =>
        $"{Kind.PathOf(Namespace)}?watch=true&allowWatchBookmarks=true&resourceVersion={resourceVersion}&timeoutSeconds={timeoutSeconds}{Selector}";

    private string Selector => LabelSelector is null ? "" : $"&labelSelector={Uri.EscapeDataString(LabelSelector)}";
}
