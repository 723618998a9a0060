using System.Buffers;
using System.Text;

namespace Headgate.Operator.Manifests;

/// <summary>The text of a manifest, or why it has none.</summary>
/// <param name="Text">The text, its lines ended by \n.</param>
/// <param name="Line">Line of what is wrong; 0 when the whole file is meant.</param>
/// <param name="Problem">What is wrong, or null.</param>
internal sealed record ManifestText(string Text, int Line = 0, string? Problem = null)
{
    /// <summary>Largest file that is read.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private static readonly SearchValues<char> ControlCharacters = SearchValues.Create(
    [
        .. Enumerable.Range(0, 0xa0).Select(code => (char)code).Where(char.IsControl).Except(['\t', '\n', '\u0085']),
        '\ufeff', '\ufffe', '\uffff',
    ]);

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static ManifestText Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > MaxBytes) return Wrong(0, $"larger than {MaxBytes / 1024 / 1024} MiB: split it");
            var buffer = new byte[file.Length];
            return Decode(buffer.AsSpan(0, file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Wrong(0, $"cannot be read: {exception.Message}");
        }
    }

    public static ManifestText Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[Encoding.UTF8.Preamble.Length..];
        string text;
        try
        {
            text = Strict.GetString(bytes).Replace("\r\n", "\n").Replace('\r', '\n');
        }
        catch (DecoderFallbackException exception)
        {
            var line = 1 + bytes[..exception.Index].Count((byte)'\n');
            return Wrong(line, $"not UTF-8: byte 0x{exception.BytesUnknown![0]:x2} is out of place");
        }
        // go-yaml refuses these; YamlDotNet takes a NUL for the end of the file.
        var control = text.AsSpan().IndexOfAny(ControlCharacters);
        return control < 0 ? new ManifestText(text)
            : Wrong(1 + text.AsSpan(0, control).Count('\n'), $"the control character U+{(int)text[control]:X4} is not allowed in YAML");
    }

    private static ManifestText Wrong(int line, string problem) => new("", line, problem);
}
