using System.Text;
using System.Text.Json.Nodes;
using Headgate.TestCluster.Http;

namespace Headgate.TestCluster.Storage;

/// <summary>Which objects a list or watch is about (Kubernetes concepts, "Labels and selectors", "Field selectors").</summary>
public sealed class Selectors
{
    private static readonly string[] Operators = ["!=", "==", "="];

    private readonly List<Func<JsonObject, bool>> _conditions = [];

    private Selectors()
    {
    }

    /// <summary>The name that is selected; null for any.</summary>
    public string? Name { get; private set; }

    /// <summary>Whether everything is selected.</summary>
    public bool SelectsAll => _conditions.Count == 0;

    /// <summary>Reads the selectors of a request.</summary>
    /// <exception cref="StatusException">They cannot be read.</exception>
    public static Selectors Parse(ResourceType type, string? labels, string? fields)
    {
        var selectors = new Selectors();
        if (!string.IsNullOrEmpty(labels)) selectors._conditions.AddRange(LabelSelector.Parse(labels));
        foreach (var term in Terms(fields ?? "").Order(StringComparer.Ordinal))
            if (term.Length > 0) selectors.AddField(type, fields!, term);
        return selectors;
    }

    /// <summary>Whether an object is selected.</summary>
    public bool Select(JsonObject item) => _conditions.TrueForAll(condition => condition(item));

    private void AddField(ResourceType type, string all, string term)
    {
        var at = Enumerable.Range(0, term.Length).Cast<int?>().FirstOrDefault(index => Operators.Any(op => term.AsSpan(index!.Value).StartsWith(op)))
            ?? throw StatusException.BadRequest($"invalid selector: '{all}'; can't understand '{term}'");
        var op = Operators.First(one => term.AsSpan(at).StartsWith(one));
        var (path, differs, value) = (term[..at], op == "!=", Unescape(term[(at + op.Length)..]));
        if (!Supported(type).Contains(path)) throw StatusException.BadRequest(Unsupported(type, path));
        if (path == "metadata.name" && !differs) Name = value;
        _conditions.Add(item => (Field(item, path) == value) != differs);
    }

    private static IEnumerable<string> Supported(ResourceType type)
    {
        string[] more = MoreOf(type);
        return type is { IsCustom: true, Namespaced: false } ? ["metadata.name"] : ["metadata.name", "metadata.namespace", .. more];
    }

    private static string[] MoreOf(ResourceType type) => type.Plural switch
    {
        _ when type.IsCustom => [],
        "pods" =>
            ["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork", "status.phase", "status.podIP", "status.podIPs", "status.nominatedNodeName"],
        "secrets" => ["type"],
        "namespaces" => ["status.phase", "name"],
        "services" => ["spec.clusterIP", "spec.type"],
        "replicasets" => ["status.replicas"],
        "jobs" => ["status.successful"],
        "events" when type.Group.Length == 0 =>
        [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion", "involvedObject.resourceVersion",
            "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
        ],
        "events" =>
            ["regarding.kind", "regarding.namespace", "regarding.name", "regarding.uid", "regarding.apiVersion", "regarding.resourceVersion", "regarding.fieldPath", "reason", "reportingController", "type"],
        _ => [],
    };

    // Kinds that have no fields of their own are asked for by what every object has.
    private static string Unsupported(ResourceType type, string path) =>
        type.IsCustom || MoreOf(type).Length > 0
            ? $"field label not supported: {path}"
            : $"{GoText.Quote(path)} is not a known field selector: only \"metadata.name\", \"metadata.namespace\"";

    private static string Field(JsonObject item, string path)
    {
        JsonNode? node = item;
        foreach (var part in path.Split('.')) node = (node as JsonObject)?[part];
        return node?.ToString() ?? "";
    }

    private static IEnumerable<string> Terms(string text)
    {
        var term = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == ',')
            {
                yield return term.ToString();
                term.Clear();
                continue;
            }
            term.Append(text[at]);
            if (text[at] == '\\' && at + 1 < text.Length) term.Append(text[++at]);
        }
        yield return term.ToString();
    }

    private static string Unescape(string value)
    {
        var text = new StringBuilder();
        for (var at = 0; at < value.Length; at++)
        {
            if (value[at] is ',' or '=')
                throw StatusException.BadRequest($"invalid field selector: unescaped character in value: {(int)value[at]}");
            if (value[at] == '\\')
            {
                if (++at == value.Length) throw StatusException.BadRequest("invalid field selector: invalid escape sequence: \\");
                if (value[at] is not ('\\' or ',' or '='))
                    throw StatusException.BadRequest($"invalid field selector: invalid escape sequence: \\{value[at]}");
            }
            text.Append(value[at]);
        }
        return text.ToString();
    }
}
