using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Headgate.TestCluster.Http;

namespace Headgate.TestCluster.Storage;

/// <summary>Which objects a list or watch is about (Kubernetes API concepts, "Labels and selectors", "Field selectors").</summary>
public sealed partial class Selectors
{
    private readonly List<Func<JsonObject, bool>> _conditions = [];

    private Selectors()
    {
    }

    /// <summary>The name that is selected; null for any.</summary>
    public string? Name { get; private set; }

    /// <summary>Reads the selectors of a request.</summary>
    /// <exception cref="StatusException">They cannot be read.</exception>
    public static Selectors Parse(ResourceType type, string? labels, string? fields)
    {
        var selectors = new Selectors();
        if (!string.IsNullOrEmpty(labels))
            foreach (var requirement in SplitOutsideParentheses(labels)) selectors._conditions.Add(LabelCondition(requirement.Trim()));
        if (!string.IsNullOrEmpty(fields))
            foreach (var requirement in fields.Split(',', StringSplitOptions.RemoveEmptyEntries)) selectors.AddField(type, requirement);
        return selectors;
    }

    /// <summary>Whether an object is selected.</summary>
    public bool Select(JsonObject item) => _conditions.TrueForAll(condition => condition(item));

    private static Func<JsonObject, bool> LabelCondition(string requirement)
    {
        if (SetRequirement().Match(requirement) is { Success: true } set)
        {
            var values = set.Groups[3].Value.Split(',').Select(value => value.Trim()).ToHashSet(StringComparer.Ordinal);
            return set.Groups[2].Value == "in"
                ? item => Label(item, set.Groups[1].Value) is { } value && values.Contains(value)
                : item => Label(item, set.Groups[1].Value) is not { } value || !values.Contains(value);
        }
        if (EqualRequirement().Match(requirement) is { Success: true } equal)
        {
            var (name, value) = (equal.Groups[1].Value, equal.Groups[3].Value);
            return equal.Groups[2].Value == "!=" ? item => Label(item, name) != value : item => Label(item, name) == value;
        }
        if (ExistsRequirement().Match(requirement) is { Success: true } exists)
        {
            var name = exists.Groups[2].Value;
            return exists.Groups[1].Length > 0 ? item => Label(item, name) is null : item => Label(item, name) is not null;
        }
        throw StatusException.BadRequest("unable to parse requirement: found '=', expected: identifier");
    }

    private void AddField(ResourceType type, string requirement)
    {
        var match = EqualRequirement().Match(requirement);
        if (!match.Success) throw StatusException.BadRequest($"invalid selector: '{requirement}'; can't understand '{requirement}'");
        var (path, differs, value) = (match.Groups[1].Value, match.Groups[2].Value == "!=", match.Groups[3].Value);
        if (!Supported(type).Contains(path)) throw StatusException.BadRequest($"field label not supported: {path}");
        if (path == "metadata.name" && !differs) Name = value;
        _conditions.Add(item => (Field(item, path) == value) != differs);
    }

    private static IEnumerable<string> Supported(ResourceType type)
    {
        string[] more = type.Plural switch
        {
            "pods" => ["spec.nodeName", "status.phase", "status.podIP", "spec.restartPolicy", "spec.serviceAccountName", "spec.schedulerName"],
            "secrets" => ["type"],
            "namespaces" => ["status.phase"],
            "events" when type.Group.Length == 0 =>
                ["involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "reason", "type", "source", "reportingComponent"],
            "events" => ["regarding.kind", "regarding.namespace", "regarding.name", "regarding.uid", "reason", "type", "reportingController"],
            _ => [],
        };
        return ["metadata.name", "metadata.namespace", .. more];
    }

    private static string Field(JsonObject item, string path)
    {
        JsonNode? node = item;
        foreach (var part in path.Split('.')) node = (node as JsonObject)?[part];
        return node?.ToString() ?? "";
    }

    private static string? Label(JsonObject item, string name) => (string?)item["metadata"]?["labels"]?[name];

    private static IEnumerable<string> SplitOutsideParentheses(string text) => OutsideParentheses().Split(text);

    [GeneratedRegex(@",(?![^(]*\))")]
    private static partial Regex OutsideParentheses();

    [GeneratedRegex(@"^([\w./-]+)\s+(in|notin)\s+\(([^)]*)\)$")]
    private static partial Regex SetRequirement();

    [GeneratedRegex(@"^([\w./-]+)\s*(==|!=|=)\s*([\w.:/-]*)$")]
    private static partial Regex EqualRequirement();

    [GeneratedRegex(@"^(!?)\s*([\w./-]+)$")]
    private static partial Regex ExistsRequirement();
}
