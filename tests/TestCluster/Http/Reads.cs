using System.Globalization;
using System.Text.Json.Nodes;
using Headgate.TestCluster.Storage;

namespace Headgate.TestCluster.Http;

/// <summary>Answers get and list.</summary>
internal sealed class Reads(ObjectStore store)
{
    private const string TooOld =
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";

    // What lists that came in pages saw; dropped with the history.
    private readonly Dictionary<(string Kind, long Version), IReadOnlyList<KeyValuePair<string, JsonObject>>> _snapshots = [];

    public JsonObject Get(ApiRequest request)
    {
        CheckVersion(request.Query["resourceVersion"]);
        return Shown(request.Type, store.Find(request.Type.StorageKey, request.Namespace, request.Name) ?? throw StatusException.NotFound(request.Type, request.Name));
    }

    public JsonObject List(ApiRequest request)
    {
        var type = request.Type;
        var selectors = Selectors.Parse(type, request.Query["labelSelector"], request.Query["fieldSelector"]);
        var asked = CheckVersion(request.Query["resourceVersion"]);
        var limit = int.TryParse(request.Query["limit"], CultureInfo.InvariantCulture, out var number) ? number : 0;
        // What is served from the cache comes whole.
        if (asked == 0) limit = 0;
        var token = request.Query["continue"].ToString() is { Length: > 0 } text ? ContinueToken.Parse(text) : null;
        var (version, all) = token is null ? (store.Version, store.List(type.StorageKey)) : (token.Version, SnapshotOf(type, token.Version));
        // Within a namespace a list goes on after a name, else after a namespace and a name.
        var scope = request.Namespace.Length == 0 ? 0 : request.Namespace.Length + 1;
        var mine = all
            .Where(entry => request.Namespace.Length == 0 || entry.Key.StartsWith(request.Namespace + "/", StringComparison.Ordinal))
            .Where(entry => token is null || string.CompareOrdinal(entry.Key[scope..], token.Start) > 0);
        var selected = mine.Where(entry => selectors.Select(entry.Value)).ToList();
        var page = limit > 0 && selected.Count > limit ? selected[..limit] : selected;

        var metadata = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) };
        if (type.IsCustom) metadata["continue"] = "";
        if (page.Count < selected.Count)
        {
            _snapshots[(type.StorageKey, version)] = all;
            metadata["continue"] = new ContinueToken(version, page[^1].Key[scope..]).ToString();
            if (string.IsNullOrEmpty(request.Query["labelSelector"]) && string.IsNullOrEmpty(request.Query["fieldSelector"]))
                metadata["remainingItemCount"] = selected.Count - page.Count;
        }
        var items = new JsonArray();
        foreach (var (_, item) in page) items.Add(Shown(type, item));
        return new JsonObject { ["kind"] = type.ListKind, ["apiVersion"] = type.ApiVersion, ["metadata"] = metadata, ["items"] = items };
    }

    /// <summary>An object as it is shown by one of the kinds it is served as.</summary>
    public static JsonObject Shown(ResourceType type, JsonObject item)
    {
        var shown = item.DeepClone().AsObject();
        if (type.Kind == "Event") EventForms.Show(type, shown);
        return shown;
    }

    /// <summary>Forgets what lists that came in pages saw.</summary>
    public void Forget() => _snapshots.Clear();

    private IReadOnlyList<KeyValuePair<string, JsonObject>> SnapshotOf(ResourceType type, long version) =>
        _snapshots.TryGetValue((type.StorageKey, version), out var snapshot) ? snapshot : throw StatusException.Expired(TooOld);

    private long? CheckVersion(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            throw StatusException.Internal($"resourceVersion: Invalid value: {Cause.Quote(text)}: strconv.ParseUint: parsing {Cause.Quote(text)}: invalid syntax");
        return (long)version > store.Version ? throw StatusException.TooLargeVersion((long)version, store.Version) : (long)version;
    }
}
