using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Headgate.TestCluster.Tests.Conformance;

/// <summary>Finds where an answer differs from the recorded one.</summary>
internal sealed partial class Difference(Translation translation)
{
    private static readonly string[] Times = ["creationTimestamp", "deletionTimestamp", "time", "lastTransitionTime"];
    private static readonly string[] Given = ["uid", "resourceVersion", "continue"];

    /// <summary>The first difference; null for none.</summary>
    public string? Of(JsonNode? theirs, JsonNode? ours, string path = "")
    {
        var name = path[(path.LastIndexOf('.') + 1)..];
        // The recording does not say which one.
        if (theirs is JsonValue given && given.ToString() == "(certificate)") return null;
        if (theirs is null || ours is null) return theirs is null && ours is null ? null : Say(path, theirs, ours);
        if (Times.Contains(name)) return IsTime(ours) == IsTime(theirs) ? null : Say(path, theirs, ours);
        if (Given.Contains(name) && theirs is JsonValue && (string)theirs! != "")
            return translation.Pair(name, (string)theirs!, (string?)ours ?? "") ? null : $"{Say(path, theirs, ours)} (stands for another already)";
        if (name is "storageVersionHash" or "serverAddress") return null;
        if (theirs is JsonObject fields && ours is JsonObject ourFields) return OfFields(fields, ourFields, path);
        // Ordered by time, so that it depends on when a second ended.
        if (name == "managedFields") return OfLists(ByManager(theirs), ByManager(ours), path);
        if (theirs is JsonArray list && ours is JsonArray ourList) return OfLists(list, ourList, path);
        if (theirs.GetValueKind() == JsonValueKind.String && ours.GetValueKind() == JsonValueKind.String)
            return Plain((string)theirs!) == Plain((string)ours!) ? null : Say(path, theirs, ours);
        return JsonNode.DeepEquals(theirs, ours) ? null : Say(path, theirs, ours);
    }

    /// <summary>Text without what changes with each run.</summary>
    public static string Plain(string text) => Age().Replace(Generated().Replace(Versions().Replace(Uids().Replace(text, "UID"), "VERSION"), "gen-NAME"), "AGE");

    private string? OfFields(JsonObject theirs, JsonObject ours, string path)
    {
        // A list that the recorder cut short says how many there were.
        if ((int?)theirs["(items)"] is { } count) return ours["items"]!.AsArray().Count == count ? null : $"{path}.items: {count} were recorded, {ours["items"]!.AsArray().Count} came";
        foreach (var (name, value) in theirs)
        {
            if (!ours.TryGetPropertyValue(translation.ToOurs(name), out var our)) return $"{path}.{name}: missing, recorded was {Short(value)}";
            if (Of(value, our, $"{path}.{name}") is { } difference) return difference;
        }
        return ours.Select(field => field.Key).Except(theirs.Select(field => translation.ToOurs(field.Key))).FirstOrDefault() is { } extra ? $"{path}.{extra}: was not recorded, is {Short(ours[extra])}" : null;
    }

    private string? OfLists(JsonArray theirs, JsonArray ours, string path)
    {
        if (theirs.Count != ours.Count) return $"{path}: {theirs.Count} were recorded, {ours.Count} came: {Short(ours)}";
        return theirs.Select((value, index) => Of(value, ours[index], $"{path}[{index}]")).FirstOrDefault(difference => difference is not null);
    }

    private static JsonArray ByManager(JsonNode entries) =>
        new([.. entries.AsArray().OrderBy(entry => $"{entry!["operation"]} {entry["manager"]} {entry["subresource"]}", StringComparer.Ordinal).Select(entry => entry!.DeepClone())]);

    private static bool IsTime(JsonNode value) => DateTimeOffset.TryParse(value.ToString(), CultureInfo.InvariantCulture, out _);

    private static string Say(string path, JsonNode? theirs, JsonNode? ours) => $"{path}: recorded {Short(theirs)}, here {Short(ours)}";

    private static string Short(JsonNode? node) => (node?.ToJsonString() ?? "null") is var text && text.Length > 300 ? text[..300] + "…" : text;

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uids();

    [GeneratedRegex(@"(?<=current: )\d+|(?<=record \()\d+|(?<=version: 1 \()\d+|(?<=precondition \()\d+")]
    private static partial Regex Versions();

    [GeneratedRegex("gen-[a-z0-9]{5}")]
    private static partial Regex Generated();

    [GeneratedRegex(@"^\d+s$")]
    private static partial Regex Age();
}
