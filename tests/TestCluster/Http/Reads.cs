using System.Globalization;
using System.Text.Json.Nodes;
using Headgate.TestCluster.Storage;

namespace Headgate.TestCluster.Http;

/// <summary>Answers get and list.</summary>
internal sealed class Reads(ObjectStore store)
{
    private const string TooOldToContinue =
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";

    public JsonObject Get(ApiRequest request)
    {
        CheckVersion(request.Query["resourceVersion"]);
        return Shown(request.Type, store.Find(request.Type.StorageKey, request.Namespace, request.Name) ?? throw StatusException.NotFound(request.Type, request.Name));
    }

    public JsonObject List(ApiRequest request)
    {
        var type = request.Type;
        ListOptions.Check(request, isWatch: false);
        var selectors = Selectors.Parse(type, request.Query["labelSelector"], request.Query["fieldSelector"]);
        var asked = CheckVersion(request.Query["resourceVersion"]);
        var limit = LimitOf(request, selectors, asked);
        var token = request.Query["continue"].ToString() is { Length: > 0 } text ? ContinueToken.Parse(text) : null;
        if (token is not null && asked > 0)
            throw StatusException.BadRequest("specifying resource version is not allowed when using continue");
        var version = VersionOf(request, asked, limit, token);
        var all = store.ListAt(type.StorageKey, version) ?? throw (token is null
            ? StatusException.Expired("The resourceVersion for the provided list is too old.")
            : StatusException.Expired(TooOldToContinue, (token with { Version = -1 }).ToString()));
        // Within a namespace a list goes on after a name, else after a namespace and a name.
        var scope = request.Namespace.Length == 0 ? 0 : request.Namespace.Length + 1;
        var mine = all
            .Where(entry => request.Namespace.Length == 0 || entry.Key.StartsWith(request.Namespace + "/", StringComparison.Ordinal))
            .Where(entry => token is null || string.CompareOrdinal(entry.Key[scope..], token.Start) > 0)
            .ToList();
        var (page, next) = Page(mine, selectors, limit);

        var metadata = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) };
        if (type.IsCustom) metadata["continue"] = "";
        if (next < mine.Count)
        {
            metadata["continue"] = new ContinueToken(version, mine[next - 1].Key[scope..]).ToString();
            if (selectors.SelectsAll) metadata["remainingItemCount"] = mine.Count - next;
        }
        return new JsonObject
        {
            ["kind"] = type.ListKind,
            ["apiVersion"] = type.ApiVersion,
            ["metadata"] = metadata,
            ["items"] = new JsonArray([.. page.Select(item => Shown(type, item))]),
        };
    }

    /// <summary>An object as it is shown by one of the kinds it is served as.</summary>
    public static JsonObject Shown(ResourceType type, JsonObject item)
    {
        var shown = item.DeepClone().AsObject();
        shown["apiVersion"] = type.ApiVersion;
        if (type.Kind == "Event") EventForms.Show(type, shown);
        return shown;
    }

    // What is served from the cache comes whole, and one object by its name does, too.
    private static int LimitOf(ApiRequest request, Selectors selectors, long? asked)
    {
        if (selectors.Name is not null && (request.Namespace.Length > 0 || !request.Type.Namespaced)) return 0;
        if (asked == 0 && request.Query["resourceVersionMatch"] != "Exact") return 0;
        return int.TryParse(request.Query["limit"], CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    private long VersionOf(ApiRequest request, long? asked, int limit, ContinueToken? token)
    {
        if (token is not null) return token.Version < 0 ? store.Version : token.Version;
        var match = request.Query["resourceVersionMatch"].ToString();
        var isExact = match == "Exact" || (match.Length == 0 && limit > 0);
        return isExact && asked > 0 ? asked.Value : store.Version;
    }

    // A page ends when it is full, whether or not anything behind it is selected.
    private static (List<JsonObject> Page, int Next) Page(List<KeyValuePair<string, JsonObject>> mine, Selectors selectors, int limit)
    {
        var (page, next) = (new List<JsonObject>(), 0);
        for (; next < mine.Count && (limit <= 0 || page.Count < limit); next++)
            if (selectors.Select(mine[next].Value)) page.Add(mine[next].Value);
        return (page, next);
    }

    private long? CheckVersion(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            throw StatusException.Internal(
                $"resourceVersion: Invalid value: {Cause.Quote(text)}: strconv.ParseUint: parsing {Cause.Quote(text)}: invalid syntax");
        return (long)version > store.Version ? throw StatusException.TooLargeVersion((long)version, store.Version) : (long)version;
    }
}
