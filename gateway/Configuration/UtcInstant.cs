using System.Text.Json;
using System.Text.Json.Serialization;

namespace Headgate.Configuration;

/// <summary>An instant as Kubernetes writes it: RFC 3339 with <c>Z</c>, where the framework would write <c>+00:00</c>.</summary>
internal sealed class UtcInstant : JsonConverter<DateTimeOffset?>
{
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? null : reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
    {
        if (value is { } instant) writer.WriteStringValue(instant.UtcDateTime);
        else writer.WriteNullValue();
    }
}
