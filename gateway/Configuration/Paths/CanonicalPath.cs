using System.Buffers;
using System.Text;

namespace Headgate.Configuration.Paths;

/// <summary>
/// The one spelling of a path that is matched and forwarded: decoded once, dot segments resolved (RFC 3986 §5.2.4), runs of slashes
/// merged, then escaped again in upper case where a URI needs it. Rule patterns are brought into the same form.
/// </summary>
public static class CanonicalPath
{
    /// <summary>Stands for a variable while a pattern is normalised; as a control character it cannot come from a request.</summary>
    internal const char Variable = '\u0001';

    // NUL stands for a kept %2F between decoding and escaping: a real one is refused before.
    private const byte KeptSlash = 0;
    private const string EscapedSlash = "%2F";

    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@[]/");

    /// <summary>
    /// Whether a path is canonical beyond doubt. Allocates nothing and is quick for nearly every path; where it says no, <see cref="Normalize"/>
    /// decides, and may return the same text.
    /// </summary>
    public static bool IsCanonical(ReadOnlySpan<char> path) =>
        path is ['/', ..]
        && !path.ContainsAnyExcept(Plain)
        && path.IndexOf("//", StringComparison.Ordinal) < 0
        && path.IndexOf("/.", StringComparison.Ordinal) < 0;

    /// <summary>Brings a raw path (without its query) into canonical form. Normalising that again changes nothing.</summary>
    /// <param name="path">What stands before <c>?</c> in a request's target.</param>
    /// <param name="slashes">What <c>%2F</c> means.</param>
    /// <param name="problem">Why it is refused.</param>
    /// <returns>The canonical path, or null with a problem.</returns>
    public static string? Normalize(ReadOnlySpan<char> path, EncodedSlashes slashes, out PathProblem problem) =>
        NormalizePattern(path, slashes, allowVariables: false, out problem);

    /// <summary>The same for a pattern, in which <see cref="Variable"/> passes through.</summary>
    internal static string? NormalizePattern(ReadOnlySpan<char> path, EncodedSlashes slashes, bool allowVariables, out PathProblem problem)
    {
        var bytes = new byte[path.Length];
        problem = Decode(path, slashes, allowVariables, bytes, out var length);
        if (problem != PathProblem.None) return null;
        var decoded = bytes.AsSpan(0, length);
        problem = CheckText(decoded);
        if (problem != PathProblem.None) return null;

        var output = new StringBuilder(path.Length + 16);
        var starts = new Stack<int>();
        for (var start = 1; start <= decoded.Length;)
        {
            var end = decoded[start..].IndexOf((byte)'/');
            var isLast = end < 0;
            end = isLast ? decoded.Length : start + end;
            var segment = decoded[start..end];
            start = end + 1;
            if (segment.SequenceEqual(".."u8))
            {
                if (!starts.TryPop(out var back))
                {
                    problem = PathProblem.AboveRoot;
                    return null;
                }
                output.Length = back;
            }
            else if (HidesDots(segment))
            {
                problem = PathProblem.HiddenDotSegment;
                return null;
            }
            else if (segment.Length > 0 && !segment.SequenceEqual("."u8))
            {
                starts.Push(output.Length);
                output.Append('/');
                Escape(segment, output);
                continue;
            }
            // What was dropped leaves the slash before it, if nothing follows.
            if (isLast) output.Append('/');
        }
        return output.Length == 0 ? "/" : output.ToString();
    }

    private static PathProblem Decode(ReadOnlySpan<char> path, EncodedSlashes slashes, bool allowVariables, Span<byte> bytes, out int length)
    {
        length = 0;
        if (path is not ['/', ..]) return PathProblem.NotAbsolute;
        for (var index = 0; index < path.Length; index++)
        {
            var character = path[index];
            if (character == Variable && allowVariables)
            {
                bytes[length++] = (byte)character;
                continue;
            }
            if (character is < ' ' or '\u007f') return PathProblem.ControlCharacter;
            if (character is ' ' or '#' or > '\u007f') return PathProblem.RawCharacter;
            if (character != '%')
            {
                bytes[length++] = (byte)character;
                continue;
            }
            if (index + 2 >= path.Length || !char.IsAsciiHexDigit(path[index + 1]) || !char.IsAsciiHexDigit(path[index + 2])) return PathProblem.BrokenEscape;
            var value = (byte)((Convert.ToInt32(path[index + 1].ToString(), 16) << 4) | Convert.ToInt32(path[index + 2].ToString(), 16));
            index += 2;
            if (value is < 0x20 or 0x7f) return PathProblem.ControlCharacter;
            if (value == '/' && slashes == EncodedSlashes.Reject) return PathProblem.EncodedSlash;
            bytes[length++] = value == '/' && slashes == EncodedSlashes.Keep ? KeptSlash : value;
        }
        return PathProblem.None;
    }

    private static PathProblem CheckText(ReadOnlySpan<byte> decoded)
    {
        for (var rest = decoded; rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf8(rest, out var rune, out var consumed) != OperationStatus.Done) return PathProblem.InvalidUtf8;
            // C1 controls (U+0080 to U+009F); the others were met while decoding.
            if (rune.Value is >= 0x80 and <= 0x9f) return PathProblem.ControlCharacter;
            rest = rest[consumed..];
        }
        return PathProblem.None;
    }

    // Some servers end a segment at '\' as well, decode %2F once more, or cut path parameters off at ';' before they look for dots.
    private static bool HidesDots(ReadOnlySpan<byte> segment)
    {
        if (segment.IndexOfAny((byte)'\\', KeptSlash, (byte)';') < 0) return false;
        foreach (var range in segment.SplitAny((byte)'\\', KeptSlash))
        {
            var part = segment[range];
            var parameters = part.IndexOf((byte)';');
            if (parameters >= 0) part = part[..parameters];
            if (part.SequenceEqual("."u8) || part.SequenceEqual(".."u8)) return true;
        }
        return false;
    }

    private static void Escape(ReadOnlySpan<byte> segment, StringBuilder output)
    {
        foreach (var value in segment)
        {
            if (value == KeptSlash) output.Append(EscapedSlash);
            else if (value == Variable || Plain.Contains((char)value)) output.Append((char)value);
            else output.Append('%').Append(HexDigit(value >> 4)).Append(HexDigit(value & 15));
        }
    }

    private static char HexDigit(int value) => (char)(value < 10 ? '0' + value : 'A' + value - 10);
}
