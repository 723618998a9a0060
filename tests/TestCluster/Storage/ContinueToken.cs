using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.TestCluster.Http;

namespace Headgate.TestCluster.Storage;

/// <summary>Where a list that came in pages goes on.</summary>
/// <param name="Version">The version that the whole list is of.</param>
/// <param name="Start">The key after which it goes on.</param>
public sealed record ContinueToken(long Version, string Start)
{
    /// <summary>Reads a token.</summary>
    /// <exception cref="StatusException">It is none.</exception>
    public static ContinueToken Parse(string text)
    {
        try
        {
            var token = JsonNode.Parse(Base64Url.DecodeFromChars(text))!;
            return new ContinueToken((long)token["rv"]!, ((string)token["start"]!).TrimEnd('\0'));
        }
        catch (Exception exception) when (exception is FormatException or JsonException or NullReferenceException or InvalidOperationException)
        {
            throw StatusException.BadRequest($"invalid continue token: continue key is not valid: {Problem(text)}");
        }
    }

    /// <summary>As clients carry it.</summary>
    public override string ToString() => Base64Url.EncodeToString(
        Encoding.UTF8.GetBytes(new JsonObject { ["v"] = "meta.k8s.io/v1", ["rv"] = Version, ["start"] = Start + "\0" }.ToJsonString()));

    private static string Problem(string text)
    {
        try
        {
            var first = Base64Url.DecodeFromChars(text)[0];
            var shown = first is >= 0x20 and < 0x7f ? ((char)first).ToString() : $"\\u{first:x4}";
            return $"invalid character '{shown}' looking for beginning of value";
        }
        catch (Exception exception) when (exception is FormatException or IndexOutOfRangeException)
        {
            return "illegal base64 data";
        }
    }
}
