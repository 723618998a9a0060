using System.Text.Json.Nodes;
using Headgate.TestCluster.Storage;

namespace Headgate.TestCluster.Access;

/// <summary>Role-based access control, from the Roles and bindings that the cluster holds.</summary>
public sealed class RoleBasedAccess(ObjectStore store)
{
    private const string Group = "rbac.authorization.k8s.io";

    // What the default bindings of a cluster give to everybody.
    private static readonly string[] PublicPaths = ["/healthz", "/livez", "/readyz", "/version", "/version/"];
    private static readonly string[] DiscoveryPaths = ["/api", "/apis", "/openapi"];

    /// <summary>Whether somebody may.</summary>
    /// <returns>Why, or null for no.</returns>
    public string? Allow(UserInfo user, AccessRequest request)
    {
        if (user.Groups.Contains("system:masters")) return "";
        if (IsForEverybody(user, request)) return "";
        foreach (var (_, binding) in store.List($"{Group}/clusterrolebindings"))
        {
            if (SubjectOf(binding, user, "") is { } subject && RulesOf(binding, "").Any(rule => Matches(rule, request)))
                return Explain("ClusterRoleBinding", (string)binding["metadata"]!["name"]!, binding, subject);
        }
        if (request.Namespace.Length == 0) return null;
        foreach (var (_, binding) in store.List($"{Group}/rolebindings"))
        {
            if ((string?)binding["metadata"]!["namespace"] != request.Namespace) continue;
            if (SubjectOf(binding, user, request.Namespace) is { } subject && RulesOf(binding, request.Namespace).Any(rule => Matches(rule, request)))
                return Explain("RoleBinding", $"{binding["metadata"]!["name"]}/{request.Namespace}", binding, subject);
        }
        return null;
    }

    private static bool IsForEverybody(UserInfo user, AccessRequest request)
    {
        if (request.Resource.Length == 0)
        {
            if (PublicPaths.Contains(request.Path)) return true;
            return user != UserInfo.Anonymous
                && request.Verb == "get"
                && DiscoveryPaths.Any(path => request.Path == path || request.Path.StartsWith(path + "/", StringComparison.Ordinal));
        }
        return user != UserInfo.Anonymous && request is { Verb: "create", Group: "authorization.k8s.io" };
    }

    private IEnumerable<JsonObject> RulesOf(JsonObject binding, string inNamespace)
    {
        var reference = binding["roleRef"]!;
        var role = (string?)reference["kind"] == "ClusterRole"
            ? store.Find($"{Group}/clusterroles", "", (string)reference["name"]!)
            : store.Find($"{Group}/roles", inNamespace, (string)reference["name"]!);
        return (role?["rules"] as JsonArray ?? []).Select(rule => rule!.AsObject());
    }

    private static JsonNode? SubjectOf(JsonObject binding, UserInfo user, string inNamespace) =>
        (binding["subjects"] as JsonArray ?? []).FirstOrDefault(subject => (string?)subject!["kind"] switch
        {
            "User" => (string?)subject["name"] == user.Name,
            "Group" => user.Groups.Contains((string?)subject["name"]),
            _ => user.Name == $"system:serviceaccount:{(string?)subject["namespace"] ?? inNamespace}:{subject["name"]}",
        });

    private static bool Matches(JsonObject rule, AccessRequest request)
    {
        if (!Has(rule, "verbs", request.Verb)) return false;
        if (request.Resource.Length == 0)
            return Strings(rule, "nonResourceURLs").Any(path => path == request.Path || (path.EndsWith('*') && request.Path.StartsWith(path[..^1], StringComparison.Ordinal)));
        var names = Strings(rule, "resourceNames").ToList();
        return Has(rule, "apiGroups", request.Group) && HasResource(rule, request.Resource) && (names.Count == 0 || names.Contains(request.Name));
    }

    private static bool HasResource(JsonObject rule, string resource)
    {
        var subresource = resource.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? $"*{resource[slash..]}" : null;
        return Strings(rule, "resources").Any(allowed => allowed == "*" || allowed == resource || allowed == subresource);
    }

    private static bool Has(JsonObject rule, string name, string wanted) => Strings(rule, name).Any(allowed => allowed == "*" || allowed == wanted);

    private static IEnumerable<string> Strings(JsonObject rule, string name) => (rule[name] as JsonArray ?? []).Select(value => (string)value!);

    private static string Explain(string kind, string name, JsonObject binding, JsonNode subject)
    {
        var who = (string?)subject["kind"] == "ServiceAccount" ? $"{subject["name"]}/{subject["namespace"]}" : (string?)subject["name"];
        return $"RBAC: allowed by {kind} \"{name}\" of {binding["roleRef"]!["kind"]} \"{binding["roleRef"]!["name"]}\" to {subject["kind"]} \"{who}\"";
    }
}
