using System.Buffers;

namespace Headgate.Gateway.Pipeline;

/// <summary>The values of a request's headers.</summary>
internal static class FieldValues
{
    // RFC 9110 §5.5 calls these invalid; Kestrel refuses NUL, CR and LF alone.
    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Append(0x7f).Select(value => (char)value).Where(value => value != '\t')]);

    /// <summary>Whether every value is free of control characters, on which parsers behind this gateway would disagree.</summary>
    public static bool AreText(IHeaderDictionary headers)
    {
        foreach (var (_, values) in headers)
        {
            for (var index = 0; index < values.Count; index++)
                if (values[index].AsSpan().ContainsAny(Controls)) return false;
        }
        return true;
    }
}
