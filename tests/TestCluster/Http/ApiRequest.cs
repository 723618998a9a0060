using Headgate.TestCluster.Access;
using Headgate.TestCluster.Kinds;
using Microsoft.AspNetCore.Http;

namespace Headgate.TestCluster.Http;

/// <summary>A request for objects.</summary>
public sealed record ApiRequest
{
    /// <summary>The kind.</summary>
    public required ResourceType Type { get; init; }

    /// <summary>What is wanted: get, list, watch, create, update, patch, delete or deletecollection.</summary>
    public required string Verb { get; init; }

    /// <summary>The namespace; empty for all, or for objects of the cluster.</summary>
    public required string Namespace { get; init; }

    /// <summary>The object; empty for many.</summary>
    public required string Name { get; init; }

    /// <summary>The subresource; null for the object itself.</summary>
    public required string? Subresource { get; init; }

    /// <summary>The parameters.</summary>
    public required IQueryCollection Query { get; init; }

    /// <summary>Who asks.</summary>
    public required UserInfo User { get; init; }

    /// <summary>Who the written fields belong to.</summary>
    public required string FieldManager { get; init; }

    /// <summary>Whether nothing is kept.</summary>
    public bool IsDryRun => Query["dryRun"] == "All";

    /// <summary>As access control sees it.</summary>
    public AccessRequest Access => new(
        Verb, Type.Group, Subresource is null ? Type.Plural : $"{Type.Plural}/{Subresource}", AccessNamespace, Name.Length > 0 ? Name : SelectedName);

    // Access control treats a namespace as living in itself.
    private string AccessNamespace => Type is { Group: "", Plural: "namespaces" } ? Name : Namespace;

    private string SelectedName => Verb is "list" or "watch" or "deletecollection" && Query["fieldSelector"].ToString() is { } selector
        && selector.StartsWith("metadata.name=", StringComparison.Ordinal) ? selector["metadata.name=".Length..] : "";

    /// <summary>Reads a request; null when its path is none of an object.</summary>
    public static ApiRequest? Parse(HttpRequest request, Catalog catalog, UserInfo user)
    {
        var parts = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (group, version, rest) = parts switch
        {
            ["api", var v, .. var after] => ("", v, after),
            ["apis", var g, var v, .. var after] => (g, v, after),
            _ => ("", "", []),
        };
        if (rest.Length == 0) return null;
        var inNamespace = "";
        if (rest is ["namespaces", var n, _, ..] && !(rest.Length == 3 && rest[2] is "status" or "finalize")) (inNamespace, rest) = (n, rest[2..]);
        if (rest.Length > 3 || catalog.Find(group, version, rest[0]) is not { } type) return null;
        if (inNamespace.Length > 0 && !type.Namespaced) return null;
        var name = rest.Length > 1 ? rest[1] : "";
        return new ApiRequest
        {
            Type = type,
            Verb = VerbOf(request, name.Length > 0),
            Namespace = inNamespace,
            Name = name,
            Subresource = rest.Length > 2 ? rest[2] : null,
            Query = request.Query,
            User = user,
            FieldManager = ManagerOf(request),
        };
    }

    private static string VerbOf(HttpRequest request, bool named) => request.Method switch
    {
        "GET" when request.Query["watch"] == "true" || request.Query["watch"] == "1" => "watch",
        "GET" => named ? "get" : "list",
        "HEAD" => "get",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => named ? "delete" : "deletecollection",
        _ => "",
    };

    private static string ManagerOf(HttpRequest request)
    {
        if (request.Query["fieldManager"].ToString() is { Length: > 0 } manager) return manager;
        var agent = request.Headers.UserAgent.ToString();
        return agent.Split('/')[0] is { Length: > 0 } name ? name : "unknown";
    }
}
