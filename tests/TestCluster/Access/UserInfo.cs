namespace Headgate.TestCluster.Access;

/// <summary>Who asks.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="Groups">Its groups.</param>
public sealed record UserInfo(string Name, IReadOnlyList<string> Groups)
{
    private const string ServiceAccountPrefix = "system:serviceaccount:";

    /// <summary>Nobody said who they are.</summary>
    public static UserInfo Anonymous { get; } = new("system:anonymous", ["system:unauthenticated"]);

    /// <summary>Who may do everything.</summary>
    public static UserInfo Admin { get; } = new("admin", ["system:masters", "system:authenticated"]);

    /// <summary>A user by name; service accounts are in the groups that all of them are in.</summary>
    public static UserInfo Named(string name, params IEnumerable<string> groups)
    {
        string[] implied = name.StartsWith(ServiceAccountPrefix, StringComparison.Ordinal)
            ? ["system:serviceaccounts", $"system:serviceaccounts:{name[ServiceAccountPrefix.Length..].Split(':')[0]}"]
            : [];
        return new UserInfo(name, [.. groups, .. implied, "system:authenticated"]);
    }
}
