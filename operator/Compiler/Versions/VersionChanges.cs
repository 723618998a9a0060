using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Headgate.Resources;

namespace Headgate.Compiler.Versions;

/// <summary>One thing that is other in a version than in another one.</summary>
/// <param name="Subject">What it is: <c>host</c>, <c>rule</c>, <c>authentication</c> …</param>
/// <param name="Name">Its name; empty where there is only one.</param>
/// <param name="Before">What it was; null when it is new.</param>
/// <param name="After">What it is; null when it is gone.</param>
public sealed record VersionChange(string Subject, string Name, string? Before, string? After)
{
    /// <summary>One line for each side: <c>- host a.example</c>, <c>+ host b.example</c>.</summary>
    public IEnumerable<string> Lines()
    {
        if (Before is not null) yield return $"- {Line(Before)}";
        if (After is not null) yield return $"+ {Line(After)}";
    }

    private string Line(string text) => string.Join(' ', new[] { Subject, Name, text }.Where(part => part.Length > 0));
}

/// <summary>What is other in a version than in another one.</summary>
public static class VersionChanges
{
    // In this order they are told; after what is counted singly comes what there is one of.
    private static readonly IReadOnlyList<(string One, string Many)> Counted =
    [
        ("rule", "rules"), ("method", "methods"), ("metric", "metrics"), ("backend", "backends"), ("host", "hosts"), ("staging host", "staging hosts"),
        ("response", "responses"),
    ];

    /// <summary>The changes, by subject, then by name.</summary>
    public static IReadOnlyList<VersionChange> Between(VersionContent before, VersionContent after) =>
    [
        .. Of("rule", RulesOf(before), RulesOf(after)),
        .. Order(before, after),
        .. Of("method", NamesOf(before.Methods, method => method.Name), NamesOf(after.Methods, method => method.Name)),
        .. Of("metric", MetricsOf(before), MetricsOf(after)),
        .. Of("backend", BackendsOf(before), BackendsOf(after)),
        .. Of("host", NamesOf(before.Hosts, host => host), NamesOf(after.Hosts, host => host)),
        .. Of("staging host", NamesOf(before.StagingHosts, host => host), NamesOf(after.StagingHosts, host => host)),
        .. Of("response", ResponsesOf(before), ResponsesOf(after)),
        .. One("authentication", Json(before.Authentication, VersionJson.Default.ProductAuthentication), Json(after.Authentication, VersionJson.Default.ProductAuthentication)),
        .. One("encoded slashes", before.EncodedSlashes.ToString(), after.EncodedSlashes.ToString()),
        .. One("upstream", Json(before.Upstream, VersionJson.Default.ProductUpstream), Json(after.Upstream, VersionJson.Default.ProductUpstream)),
    ];

    /// <summary>The same in a few words: <c>2 rules added, host changed</c>.</summary>
    /// <param name="before">The version before; null for the first.</param>
    /// <param name="after">The version.</param>
    public static string InWords(VersionContent? before, VersionContent after)
    {
        if (before is null) return "first version";
        var changes = Between(before, after).ToLookup(change => change.Subject, StringComparer.Ordinal);
        var counted = Counted.SelectMany(subject => Words(subject, [.. changes[subject.One]]));
        var single = changes.Where(group => Counted.All(subject => subject.One != group.Key)).Select(group => $"{group.Key} changed");
        return string.Join(", ", counted.Concat(single));
    }

    private static IEnumerable<string> Words((string One, string Many) subject, IReadOnlyList<VersionChange> changes)
    {
        var (added, removed) = (changes.Count(change => change.Before is null), changes.Count(change => change.After is null));
        var changed = changes.Count - added - removed;
        // A host has nothing but its name: one for another is a change of it.
        if (changes is [{ Name.Length: > 0 } first, { } second] && added == 1 && removed == 1 && (first.Before ?? first.After)!.Length == 0 && (second.Before ?? second.After)!.Length == 0)
            (added, removed, changed) = (0, 0, 1);
        if (changes.Count == 0) yield break;
        if (added > 0) yield return Count(added, "added");
        if (removed > 0) yield return Count(removed, "removed");
        if (changed > 0) yield return changed == 1 && added + removed == 0 ? $"{subject.One} changed" : Count(changed, "changed");

        string Count(int count, string what) => $"{count} {(count == 1 ? subject.One : subject.Many)} {what}";
    }

    private static IEnumerable<VersionChange> Of(string subject, IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
        before.Keys.Union(after.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(name => before.GetValueOrDefault(name) != after.GetValueOrDefault(name))
            .Select(name => new VersionChange(subject, name, before.GetValueOrDefault(name), after.GetValueOrDefault(name)));

    private static IEnumerable<VersionChange> One(string subject, string before, string after) =>
        before == after ? [] : [new VersionChange(subject, "", before, after)];

    // Which rules there are is told before; here, whether those that stayed are taken in another order.
    private static IEnumerable<VersionChange> Order(VersionContent before, VersionContent after)
    {
        var (old, now) = (before.Rules?.Select(rule => rule.Name).ToList() ?? [], after.Rules?.Select(rule => rule.Name).ToList() ?? []);
        var stayed = old.Intersect(now, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        return One("order of rules", string.Join(", ", old.Where(stayed.Contains)), string.Join(", ", now.Where(stayed.Contains)));
    }

    private static Dictionary<string, string> RulesOf(VersionContent content) => content.Rules is null
        ? new(StringComparer.Ordinal) { [Configuration.Contract.ImpliedRule] = $"GET / → {Configuration.Contract.Hits} +1" }
        : content.Rules.ToDictionary(
            rule => rule.Name, rule => $"{rule.Method} {rule.Pattern} → {rule.Metric} +{rule.Increment}{(rule.Last ? ", last" : "")}", StringComparer.Ordinal);

    private static Dictionary<string, string> MetricsOf(VersionContent content) => (content.Metrics ?? [])
        .ToDictionary(metric => metric.Name, metric => metric.Parent is { } parent ? $"under {parent}" : "", StringComparer.Ordinal);

    private static Dictionary<string, string> BackendsOf(VersionContent content) => content.Backends.ToDictionary(
        backend => backend.Name,
        backend => $"{backend.Path} → {backend.Url ?? $"{backend.Service!.Name}:{backend.Service.Port}"}{(backend.Protocol == BackendProtocol.Auto ? "" : $", {backend.Protocol}")}",
        StringComparer.Ordinal);

    private static Dictionary<string, string> ResponsesOf(VersionContent content) => Checks.ResponseChecks.Named(content.Responses)
        .ToDictionary(named => named.Name, named => Json(named.Response, VersionJson.Default.RefusalResponse), StringComparer.Ordinal);

    private static Dictionary<string, string> NamesOf<T>(IEnumerable<T>? items, Func<T, string> nameOf) =>
        (items ?? []).ToDictionary(nameOf, _ => "", StringComparer.Ordinal);

    private static string Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);
}
