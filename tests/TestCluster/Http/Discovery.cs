using System.Text.Json.Nodes;
using Headgate.TestCluster.Kinds;

namespace Headgate.TestCluster.Http;

/// <summary>Says what is served.</summary>
internal static class Discovery
{
    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
    private static readonly string[] VerbsOfCustom = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

    /// <summary>The document at a path; null when there is none.</summary>
    public static JsonObject? Find(string path, Catalog catalog, string address) => path.Trim('/').Split('/') switch
    {
        ["version"] => Version(),
        ["api"] => CoreVersions(address),
        ["apis"] => Groups(catalog),
        ["apis", var group] => Versions(catalog, group) is { } versions ? Group(group, versions, isRoot: true) : null,
        ["api", "v1"] => Resources(catalog, "", "v1"),
        ["apis", var group, var version] => Resources(catalog, group, version),
        _ => null,
    };

    private static JsonObject Version() => new()
    {
        ["major"] = "1",
        ["minor"] = "26",
        ["gitVersion"] = "v1.26.0-testcluster",
        ["gitCommit"] = "",
        ["gitTreeState"] = "",
        ["buildDate"] = "1970-01-01T00:00:00Z",
        ["goVersion"] = "",
        ["compiler"] = "",
        ["platform"] = "linux/amd64",
    };

    private static JsonObject CoreVersions(string address) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = address }),
    };

    private static JsonObject Groups(Catalog catalog)
    {
        var groups = catalog.All.Where(type => type.Group.Length > 0).Select(type => type.Group).Distinct();
        return new JsonObject
        {
            ["kind"] = "APIGroupList",
            ["apiVersion"] = "v1",
            ["groups"] = new JsonArray([.. groups.Select(group => Group(group, Versions(catalog, group)!, isRoot: false))]),
        };
    }

    private static IReadOnlyList<string>? Versions(Catalog catalog, string group) =>
        catalog.All.Where(type => type.Group == group && group.Length > 0).Select(type => type.Version).Distinct().ToList() is { Count: > 0 } versions ? versions : null;

    private static JsonObject Group(string group, IReadOnlyList<string> versions, bool isRoot)
    {
        var document = new JsonObject();
        if (isRoot) (document["kind"], document["apiVersion"]) = ("APIGroup", "v1");
        document["name"] = group;
        document["versions"] = new JsonArray([.. versions.Select(version => VersionOf(group, version))]);
        document["preferredVersion"] = VersionOf(group, versions[0]);
        return document;
    }

    private static JsonObject VersionOf(string group, string version) => new() { ["groupVersion"] = $"{group}/{version}", ["version"] = version };

    private static JsonObject? Resources(Catalog catalog, string group, string version)
    {
        var types = catalog.All.Where(type => type.Group == group && type.Version == version).ToList();
        if (types.Count == 0) return null;
        var document = new JsonObject { ["kind"] = "APIResourceList" };
        if (group.Length > 0) document["apiVersion"] = "v1";
        document["groupVersion"] = types[0].ApiVersion;
        document["resources"] = new JsonArray([.. types.SelectMany(ResourcesOf)]);
        return document;
    }

    private static IEnumerable<JsonObject> ResourcesOf(ResourceType type)
    {
        string[] verbs = type.IsReview ? ["create"] : IsEnding(type) ? ["delete", "deletecollection", "get", "list", "watch"] : type.IsCustom ? VerbsOfCustom : Verbs;
        var resource = Resource(type.Plural, type.Singular, type, verbs);
        if (type.ShortNames.Count > 0) resource["shortNames"] = Strings(type.ShortNames);
        if (type.Categories.Count > 0) resource["categories"] = Strings(type.Categories);
        if (!type.IsReview) resource["storageVersionHash"] = Hash(type);
        yield return resource;
        if (type.HasStatus) yield return Resource($"{type.Plural}/status", "", type, ["get", "patch", "update"]);
    }

    private static bool IsEnding(ResourceType type) => type.Definition?["metadata"]!["deletionTimestamp"] is not null;

    private static JsonObject Resource(string name, string singular, ResourceType type, IEnumerable<string> verbs) => new()
    {
        ["name"] = name,
        ["singularName"] = singular,
        ["namespaced"] = type.Namespaced,
        ["kind"] = type.Kind,
        ["verbs"] = Strings(verbs),
    };

    private static string Hash(ResourceType type) =>
        Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{type.Group}/{type.Version}/{type.Kind}"))[..8]);

    private static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
