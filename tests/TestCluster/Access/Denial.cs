namespace Headgate.TestCluster.Access;

/// <summary>Says that somebody may not.</summary>
internal static class Denial
{
    public static string Of(UserInfo user, AccessRequest request)
    {
        if (request.Resource.Length == 0) return $"User \"{user.Name}\" cannot {request.Verb} path \"{request.Path}\"";
        var where = request.Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace \"{request.Namespace}\"";
        return $"User \"{user.Name}\" cannot {request.Verb} resource \"{request.Resource}\" in API group \"{request.Group}\" {where}";
    }
}
