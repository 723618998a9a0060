using System.Text.Json.Nodes;

namespace Headgate.Operator.Manifests;

/// <summary>What is wrong with one node of an object.</summary>
internal sealed record NodeProblem(int Line, string Field, string Message);

/// <summary>
/// Walks a node beside its schema and makes the JSON that the record is read from. Every deviation is noted and the walk goes on, so that
/// one run shows all of them; the JSON is good only when nothing was noted.
/// </summary>
internal sealed class SchemaReader
{
    /// <summary>Most problems that are noted of one object: nobody reads more, and a hostile file could hold millions.</summary>
    public const int MaxProblems = 1_000;

    private readonly List<NodeProblem> _problems = [];

    public IReadOnlyList<NodeProblem> Problems => _problems;

    private bool IsFull => _problems.Count > MaxProblems;

    /// <summary>Notes a problem.</summary>
    public void Report(int line, string field, string message)
    {
        if (_problems.Count < MaxProblems) _problems.Add(new NodeProblem(line, field, message));
        else if (!IsFull) _problems.Add(new NodeProblem(line, "", $"has more than {MaxProblems:N0} problems: the others are not shown"));
    }

    /// <summary>Reads an object with known fields; what is left out gets its default, as the API server would give it.</summary>
    public JsonObject ReadRecord(MappingNode node, RecordSchema schema, string path)
    {
        var json = new JsonObject();
        foreach (var entry in Distinct(node, name => Join(path, name)))
        {
            if (schema.Fields.TryGetValue(entry.Key.Text, out var field)) ReadField(entry, field, json, path);
            else if (!IsFull && !schema.Ignored.Contains(entry.Key.Text))
                Report(entry.Key.Line, Join(path, entry.Key.Text), $"unknown field, {Suggestion.For(entry.Key.Text, schema.Names)}");
        }
        foreach (var field in schema.Fields.Values.Where(field => !json.ContainsKey(field.Name)))
        {
            if (field.Required && node.Find(field.Name) is null) Report(node.Line, Join(path, field.Name), "missing, but required");
            if (field.Default is not null) json[field.Name] = field.Default.DeepClone();
        }
        return json;
    }

    private void ReadField(Entry entry, FieldSchema field, JsonObject json, string path)
    {
        var place = Join(path, field.Name);
        if (entry.Value is ScalarNode { IsNull: true })
        {
            // The API server takes a null for an absent field.
            if (field.Required) Report(entry.Key.Line, place, "has no value, but is required");
            return;
        }
        if (Read(entry.Value, field.Value, place) is not { } value) return;
        json[field.Name] = value;
        CheckRules(field.Rules, value, entry.Value.Line, place);
    }

    private JsonNode? Read(Node node, Schema schema, string path)
    {
        switch (node, schema)
        {
            case (MappingNode mapping, RecordSchema record): return ReadRecord(mapping, record, path);
            case (MappingNode mapping, MapSchema map): return ReadMap(mapping, map, path);
            case (SequenceNode sequence, ListSchema list): return ReadList(sequence, list, path);
            case (ScalarNode scalar, ScalarSchema wanted):
                var (value, problem) = ScalarReader.Read(scalar, wanted);
                if (problem is not null) Report(node.Line, path, problem);
                return value;
            default:
                Report(node.Line, path, Describe.Mismatch(node, schema));
                return null;
        }
    }

    private JsonArray ReadList(SequenceNode node, ListSchema schema, string path)
    {
        // An element that cannot be read leaves a null, so that the list is still counted right.
        var json = new JsonArray();
        for (var i = 0; i < node.Items.Count; i++) json.Add(Read(node.Items[i], schema.Element, $"{path}[{i}]"));
        if (schema.Keys.Count > 0) CheckKeys(node, json, schema.Keys, path);
        return json;
    }

    private void CheckKeys(SequenceNode node, JsonArray json, IReadOnlyList<string> keys, string path)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < json.Count; i++)
        {
            if (json[i] is not JsonObject element || !keys.All(element.ContainsKey)) continue;
            var key = string.Join(", ", keys.Select(name => $"{name} {element[name]!.ToJsonString()}"));
            if (!seen.TryAdd(key, i)) Report(node.Items[i].Line, $"{path}[{i}]", $"has the same {key} as {path}[{seen[key]}]");
        }
    }

    private JsonObject ReadMap(MappingNode node, MapSchema schema, string path)
    {
        var json = new JsonObject();
        foreach (var entry in Distinct(node, PlaceOf))
        {
            var place = PlaceOf(entry.Key.Text);
            if (Describe.BadKey(entry.Key) is { } mismatch) Report(entry.Key.Line, place, mismatch);
            else CheckRules([schema.KeyRule], entry.Key.Text, entry.Key.Line, place);
            if (Read(entry.Value, schema.Value, place) is not { } value) continue;
            json[entry.Key.Text] = value;
            CheckRules([schema.ValueRule], value, entry.Value.Line, place);
        }
        return json;

        string PlaceOf(string key) => $"{path}[{Quote.Bare(key)}]";
    }

    private List<Entry> Distinct(MappingNode node, Func<string, string> placeOf)
    {
        var first = new Dictionary<string, Entry>(StringComparer.Ordinal);
        foreach (var entry in node.Entries)
        {
            if (!first.TryAdd(entry.Key.Text, entry))
                Report(entry.Key.Line, placeOf(entry.Key.Text), $"stands here twice, first on line {first[entry.Key.Text].Key.Line}");
        }
        return [.. first.Values];
    }

    private void CheckRules(IEnumerable<Rule> rules, JsonNode value, int line, string path)
    {
        foreach (var message in rules.Select(rule => rule(value)).OfType<string>()) Report(line, path, message);
    }

    private static string Join(string path, string name) => path.Length == 0 ? Quote.Bare(name) : $"{path}.{Quote.Bare(name)}";
}
