using System.Buffers;

namespace Headgate.Gateway.Pipeline;

/// <summary>Takes a raw request target apart (RFC 9112 §3.2).</summary>
internal static class RequestTarget
{
    // RFC 3986 §3.4 allows fewer; browsers and clients send the others raw, and none of them can end a request line.
    private static readonly SearchValues<char> InQuery = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?%\"<>[\\]^`{|}");

    /// <summary>Where the path stands in a target of origin form or absolute form; no other form has one.</summary>
    public static bool TrySplit(ReadOnlySpan<char> target, out int start, out int length)
    {
        start = 0;
        length = 0;
        if (target.IsEmpty) return false;
        if (target[0] != '/')
        {
            var authority = target.IndexOf("://", StringComparison.Ordinal);
            if (authority < 0) return false;
            var end = target[(authority + 3)..].IndexOfAny('/', '?');
            start = end < 0 ? target.Length : authority + 3 + end;
            // Userinfo is an error in http (RFC 9110 §4.2.4); '#' and '\\' would end the authority earlier for others than here.
            if (target[(authority + 3)..start].ContainsAny('@', '#', '\\')) return false;
        }
        var query = target[start..].IndexOf('?');
        length = query < 0 ? target.Length - start : query;
        return true;
    }

    /// <summary>Whether a raw query can be forwarded as it stands: no control characters, no fragment, nothing outside ASCII.</summary>
    public static bool IsQuery(ReadOnlySpan<char> query) => !query.ContainsAnyExcept(InQuery);
}
