using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Headgate.Resources;

namespace Headgate.Operator.Manifests;

/// <summary>The API server's rules for the keys and values of the maps that every object has, which no attribute expresses.</summary>
internal static partial class MapRules
{
    private const string WordInWords = "at most 63 of A-Z a-z 0-9 - _ . that begin and end with a letter or digit";

    /// <summary>The rules for the keys and for the values of a member that is a map.</summary>
    public static (Rule Key, Rule Value) Of(MemberInfo member) => (member.DeclaringType, member.Name) switch
    {
        (var type, nameof(ObjectMeta.Labels)) when type == typeof(ObjectMeta) => (QualifiedName, LabelValue),
        (var type, nameof(ObjectMeta.Annotations)) when type == typeof(ObjectMeta) => (QualifiedName, Anything),
        (var type, _) when type == typeof(Secret) => (EntryName, Anything),
        _ => (Anything, Anything),
    };

    private static string? Anything(JsonNode value) => null;

    private static string? QualifiedName(JsonNode key)
    {
        var text = key.GetValue<string>();
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var prefix = slash < 0 ? "a" : text[..slash];
        var name = text[(slash + 1)..];
        return prefix.Length <= 253 && Subdomain().IsMatch(prefix.ToLowerInvariant()) && name.Length <= 63 && Word().IsMatch(name) ? null
            : $"not a valid key: an optional DNS name and /, then {WordInWords}";
    }

    private static string? LabelValue(JsonNode value)
    {
        var text = value.GetValue<string>();
        return text.Length == 0 || (text.Length <= 63 && Word().IsMatch(text))
            ? null : $"{Quote.Of(text)} is not a label's value: {WordInWords}";
    }

    private static string? EntryName(JsonNode key) =>
        key.GetValue<string>() is { Length: <= 253 } text && text is not ("." or "..") && EntryShape().IsMatch(text)
            ? null : "not a valid name of an entry: at most 253 of A-Z a-z 0-9 - _ .";

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Word();

    [GeneratedRegex(@"^[-._a-zA-Z0-9]+\z", RegexOptions.NonBacktracking)]
    private static partial Regex EntryShape();
}
