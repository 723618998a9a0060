using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Headgate.TestCluster.Http;

/// <summary>The JSONPaths of printer columns: fields, indexes, <c>[*]</c> and comparisons of one field.</summary>
internal static partial class JsonPath
{
    /// <summary>The first value; null when there is none.</summary>
    public static JsonNode? Find(JsonNode item, string path)
    {
        IEnumerable<JsonNode?> found = [item];
        foreach (Match step in Step().Matches(path)) found = found.SelectMany(node => Follow(node, step)).ToList();
        return found.FirstOrDefault(node => node is not null);
    }

    private static IEnumerable<JsonNode?> Follow(JsonNode? node, Match step)
    {
        if (step.Groups["field"].Success) return [(node as JsonObject)?[step.Groups["field"].Value.Replace("\\.", ".", StringComparison.Ordinal)]];
        if (node is not JsonArray list) return [];
        if (step.Groups["index"].Success)
        {
            var index = int.Parse(step.Groups["index"].Value, CultureInfo.InvariantCulture);
            return index < list.Count ? [list[index]] : [];
        }
        if (step.Groups["name"].Success) return list.Where(one => (string?)one?[step.Groups["name"].Value] == step.Groups["value"].Value);
        return list;
    }

    [GeneratedRegex(@"\.(?<field>(?:\\\.|[\w/-])+)|\[(?<index>\d+)\]|\[\*\]|\[\?\(@\.(?<name>\w+)\s*==\s*['""](?<value>[^'""]*)['""]\)\]")]
    private static partial Regex Step();
}
