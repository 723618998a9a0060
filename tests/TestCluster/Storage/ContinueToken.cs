using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.TestCluster.Http;

namespace Headgate.TestCluster.Storage;

/// <summary>Where a list that came in pages goes on (apiserver, pkg/storage/continue.go).</summary>
/// <param name="Version">The version that the whole list is of; -1 for the newest, whatever that means for consistency.</param>
/// <param name="Start">The key after which it goes on.</param>
public sealed record ContinueToken(long Version, string Start)
{
    /// <summary>Reads a token.</summary>
    /// <exception cref="StatusException">It is none.</exception>
    public static ContinueToken Parse(string text)
    {
        var token = Read(text);
        var (form, version, start) = ((string?)token["v"] ?? "", (long?)token["rv"] ?? 0, (string?)token["start"] ?? "");
        if (form != "meta.k8s.io/v1") throw Invalid($"server does not recognize this encoded version {form}");
        if (version == 0) throw Invalid("incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
        if (start.Length == 0) throw Invalid("encoded start key empty (version meta.k8s.io/v1)");
        if (start.Split('/').Any(part => part is "." or "..") || start.Contains("//", StringComparison.Ordinal)) throw Invalid(start, ": ");
        return new ContinueToken(version, start.TrimEnd('\0'));
    }

    /// <summary>As clients carry it.</summary>
    public override string ToString() => Base64Url.EncodeToString(
        Encoding.UTF8.GetBytes(new JsonObject { ["v"] = "meta.k8s.io/v1", ["rv"] = Version, ["start"] = Start + "\0" }.ToJsonString()));

    private static JsonObject Read(string text)
    {
        byte[] bytes;
        try
        {
            bytes = Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            var at = text.TakeWhile(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_').Count();
            throw Invalid($"illegal base64 data at input byte {(at == text.Length ? at / 4 * 4 : at)}", ": ");
        }
        try
        {
            return JsonNode.Parse(bytes)!.AsObject();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw Invalid(Problem(bytes), ": ");
        }
    }

    // What is no text at all begins with a character that is none.
    private static string Problem(byte[] bytes) => bytes.Length > 0 && bytes[0] is < 0x20 or >= 0x7f
        ? $"invalid character '\\u{bytes[0]:x4}' looking for beginning of value"
        : GoJson.Problem(bytes);

    private static StatusException Invalid(string problem, string between = ": ") =>
        StatusException.BadRequest($"invalid continue token: continue key is not valid{between}{problem}");
}
