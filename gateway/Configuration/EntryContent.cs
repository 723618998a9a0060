using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Headgate.Configuration;

/// <summary>
/// The bytes of one published entry. The digest is that of the JSON, so a new version of the compressor does not look like a change.
/// </summary>
/// <param name="Bytes">Gzip (RFC 1952) of the JSON.</param>
/// <param name="Digest">SHA-256 of the JSON, 64 lower-case hexadecimal digits.</param>
public sealed record EntryContent(ReadOnlyMemory<byte> Bytes, string Digest)
{
    /// <summary>Most bytes an entry may unpack to: far above what a 1 MiB object can hold of real configuration, far below a gzip bomb.</summary>
    public const int MostBytes = 64 * 1024 * 1024;

    /// <summary>Writes a value of the contract.</summary>
    public static EntryContent Write<T>(T value, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, type);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(json);
        return new EntryContent(packed.ToArray(), DigestOf(json));
    }

    /// <summary>Unpacks the JSON of an entry.</summary>
    /// <exception cref="InvalidDataException">The bytes are not one whole gzip stream, or unpack to more than <see cref="MostBytes"/>.</exception>
    public static byte[] Unpack(ReadOnlyMemory<byte> bytes)
    {
        // GZipStream takes a stream cut before its trailer for a whole one; the trailer's length field (RFC 1952 §2.3.1) tells.
        if (bytes.Length < 18) throw new InvalidDataException("shorter than a gzip stream can be");
        var length = BitConverter.ToUInt32(bytes.Span[^4..]);
        if (length > MostBytes) throw new InvalidDataException($"unpacks to {length} bytes; at most {MostBytes} are read");
        var json = new byte[length];
        using var gzip = new GZipStream(new MemoryStream(bytes.ToArray(), writable: false), CompressionMode.Decompress);
        var read = gzip.ReadAtLeast(json, json.Length, throwOnEndOfStream: false);
        if (read != json.Length || gzip.ReadByte() != -1) throw new InvalidDataException("the gzip stream is cut or has bytes to spare");
        return json;
    }

    /// <summary>Reads the JSON of an entry strictly.</summary>
    /// <exception cref="InvalidDataException">It is not what the contract says; the message tells where.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
    {
        try
        {
            RefuseNulls(json, type.Options.MaxDepth);
            return JsonSerializer.Deserialize(json, type)!;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(exception.Message, exception);
        }
    }

    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public static string DigestOf(ReadOnlySpan<byte> json) => Convert.ToHexStringLower(SHA256.HashData(json));

    // Nullable annotations are not respected inside of lists, and what is null is never written: so none may stand anywhere.
    private static void RefuseNulls(ReadOnlySpan<byte> json, int depth)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = depth });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Null) throw new InvalidDataException($"holds null at byte {reader.TokenStartIndex}");
        }
    }
}
