using System.Text.Json;

namespace Headgate.Controllers;

/// <summary>Names an object of a known kind.</summary>
/// <param name="Namespace">Its namespace; empty for objects of the cluster.</param>
/// <param name="Name">Its name.</param>
public readonly record struct ObjectKey(string Namespace, string Name)
{
    /// <summary>The key in an object's <c>metadata</c>.</summary>
    public static ObjectKey Of(JsonElement item)
    {
        var metadata = item.GetProperty("metadata");
        return new ObjectKey(
            metadata.TryGetProperty("namespace", out var value) ? value.GetString() ?? "" : "",
            metadata.GetProperty("name").GetString()!);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static ObjectKey Parse(string text) =>
        text.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? new ObjectKey(text[..slash], text[(slash + 1)..]) : new ObjectKey("", text);

    /// <summary><c>namespace/name</c>, or the name alone.</summary>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
