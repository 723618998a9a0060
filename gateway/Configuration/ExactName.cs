using System.Text.Json;
using System.Text.Json.Serialization;

namespace Headgate.Configuration;

/// <summary>
/// An enum by its name and nothing else. The framework's converter also takes numbers, other cases and lists of names, so a value that
/// no code knows could get in.
/// </summary>
internal sealed class ExactName<T> : JsonConverter<T> where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var name = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return Enum.TryParse<T>(name, out var value) && Enum.GetName(value) == name
            ? value
            : throw new JsonException($"is not one of {string.Join(", ", Enum.GetNames<T>())}");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
