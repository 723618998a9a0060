namespace Headgate.Operator.Tests.Manifests;

/// <summary>Texts for fields: good and bad ones for each pattern in the records, and whatever is hard to write in YAML.</summary>
internal static class Strings
{
    /// <summary>By pattern, texts that match and texts that do not. A pattern that is not here fails ConstraintTests.</summary>
    public static readonly IReadOnlyDictionary<string, (string[] Good, string[] Bad)> ByPattern = new Dictionary<string, (string[], string[])>
    {
        ["^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"] = (["a", "echo.api", "0-1"], ["Echo", "a..b", "-a", "a-", "a\n", ".", "a b", "é"]),
        ["^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"] = (["a", "echo-api", "0"], ["Echo", "a.b", "-a", "a-", "a\n", "a b"]),
        ["^[a-z]([-a-z0-9]*[a-z0-9])?$"] = (["a", "echo-api", "a0"], ["0a", "A", "a-", "a\n"]),
        ["^[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?$"] = (["a", "getHello", "get_hello.v1"], ["_a", "a.", "a b", "a\n", "a/b"]),
        ["^[A-Za-z0-9!#$%&'*+.^_`|~-]+$"] = (["user_key", "X-Api-Key", "!#$%&'*+.^_`|~"], ["a b", "a:", "é", "a\n", "a(b)"]),
        ["^[A-Z][A-Z-]*$"] = (["GET", "M-SEARCH", "ANY"], ["get", "-A", "GET ", "GET\n", "G3T"]),
        ["^/"] = (["/", "/hello", "/a\n"], ["hello", " /hello", "\n/"]),
        ["^[\\x20-\\x7e]+$"] = (["text/plain", "a b"], ["é", "a\n", "\u007f"]),
        ["^[\\x21-\\x7e]+$"] = (["client-1", "~"], ["a b", "é", "a\n"]),
        ["^([0-9]+(ms|s|m|h))+$"] = (["30s", "1h30m", "500ms"], ["30", "s", "30 s", "-1s", "30s\n", "1.5s"]),
        ["^[^@\\s]+@[^@\\s]+$"] = (["ada@echo.example", "a@b"], ["ada", "a@b@c", "a @b", "a@b\n", "a@@b"]),
    };

    /// <summary>Texts that mean something else in YAML when they are written without care.</summary>
    public static readonly IReadOnlyList<string> Tricky =
    [
        "", "x", "hits", "two words", "yes", "on", "null", "~", "5", "0x10", "1.0", "1e3", "2024-01-01", "- x", "a: b", "a #b", "#", "&a", "*a", "!a", "{a}", "[a]", "<<",
        "it's", "\"", "\\", " lead", "trail ", "line\nbreak", "\n", "\t", "---", "...", "é", "😀", "\u2028", "\u0085", "\u0000", "%", "@", "`", "|", ">", "a\n b\n\nc\n",
    ];

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [.. ByPattern.Values.SelectMany(pair => pair.Good), .. Tricky];
}
