using Headgate.Configuration.Paths;

namespace Headgate.Gateway.Tests.Credentials;

/// <summary>A kind of observed case where Headgate answers otherwise, and the words in SEMANTICS.md that say so.</summary>
internal sealed record CredentialExclusion(string Group, string Reason, Func<CredentialVector, bool> Covers)
{
    /// <summary>Every group; the first that covers a case counts it.</summary>
    public static IReadOnlyList<CredentialExclusion> All { get; } =
    [
        new("access tokens", "§5: openIdConnect wants a verified token; its reader comes later", vector => vector.Version == "oauth"),
        new("form bodies", "§2 differs: bodies of form posts are not read; §5: only configured places are read", NamesCredentialInBody),
        new("percent-decoding", "§5 differs: query values are percent-decoded (and so are names)", EncodesCredentialInQuery),
        new("conflicting values", "§5 differs: given twice with different values, the call is refused", GivesCredentialTwice),
        new("case of schemes", "§5: scheme names compare without case", SpellsSchemeOtherwise),
    ];

    private static bool NamesCredentialInBody(CredentialVector vector) =>
        vector.Headers.Any(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)
            && header.Value.Contains("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        && Parameters(vector.Body).Any(parameter => vector.Names.Contains(parameter.Name));

    private static bool EncodesCredentialInQuery(CredentialVector vector) => vector.Location == "query"
        && Parameters(vector.Query).Any(parameter => (parameter.RawName + parameter.Value).Contains('%')
            && vector.Names.Contains(parameter.Name, StringComparer.OrdinalIgnoreCase));

    private static bool GivesCredentialTwice(CredentialVector vector)
    {
        var given = vector.Location switch
        {
            "query" => Parameters(vector.Query).Select(parameter => (parameter.Name, parameter.Value)),
            "headers" => vector.Headers.Select(header => (Name: header.Key.Replace('-', '_'), header.Value)),
            _ => [],
        };
        return given.Where(each => vector.Names.Any(name => Same(name, each.Name)))
            .GroupBy(each => each.Name, StringComparer.OrdinalIgnoreCase)
            .Any(values => values.Select(each => each.Value).Distinct().Count() > 1);

        bool Same(string configured, string name) =>
            name.Equals(vector.Location == "headers" ? configured.Replace('-', '_') : configured, StringComparison.OrdinalIgnoreCase);
    }

    private static bool SpellsSchemeOtherwise(CredentialVector vector)
    {
        if (vector.Location != "authorization" || !vector.Headers.TryGetValue("Authorization", out var line)) return false;
        var scheme = string.Concat(line.TakeWhile(char.IsAsciiLetterOrDigit));
        return new[] { "Basic", "Bearer" }.Any(known => scheme.Equals(known, StringComparison.OrdinalIgnoreCase) && scheme != known);
    }

    private static IEnumerable<(string RawName, string Name, string Value)> Parameters(string query) =>
        from parameter in query.Split('&')
        let parts = parameter.Split('=', 2)
        where parts.Length == 2
        select (parts[0], PercentEncoding.Decode(parts[0]), parts[1]);
}
