namespace Headgate.TestCluster.Tests.Schemas;

/// <summary>Formats that a real server checks, and those that it passes over.</summary>
public class FormatTests
{
    [Theory]
    [InlineData("date-time", "2026-01-31T23:59:59Z", "2026-02-30T00:00:00Z")]
    [InlineData("date-time", "2026-01-31t23:59:59.123456+02:00", "2026-01-31 23:59:59Z")]
    [InlineData("date-time", "2026-01-31T00:00:00z", "2026-01-31T24:00:00Z")]
    [InlineData("datetime", "2026-01-31T00:00:00Z", "2026-01-31")]
    [InlineData("date", "2024-02-29", "2023-02-29")]
    [InlineData("duration", "1h30m", "soon")]
    [InlineData("duration", "22 days", "1x")]
    [InlineData("email", "a@example.com", "nobody")]
    [InlineData("hostname", "a.example.com", "-a.example.com")]
    [InlineData("ipv4", "10.0.0.1", "10.0.0.256")]
    [InlineData("ipv6", "::1", "10.0.0.1")]
    [InlineData("cidr", "10.0.0.0/8", "10.0.0.0/33")]
    [InlineData("mac", "00:00:5e:00:53:01", "00:00:5e:00:53")]
    [InlineData("uuid", "123e4567-e89b-12d3-a456-426614174000", "123e4567")]
    [InlineData("uuid4", "123e4567-e89b-42d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174000")]
    [InlineData("uri", "http://example.com/a", "example.com")]
    [InlineData("byte", "YWJj", "YWJ")]
    [InlineData("hexcolor", "#fff", "#ggg")]
    public void A_format_that_is_known_is_checked_and_counts_as_a_type(string format, string good, string bad)
    {
        var schema = $$"""{"type":"string","format":"{{format}}"}""";
        Assert.Equal("", Judge.Of(schema, $"\"{good}\""));
        Assert.Equal($"spec.x: Invalid value: \"{bad}\": spec.x in body must be of type {format}: \"{bad}\"", Judge.Of(schema, $"\"{bad}\""));
        Assert.Equal("FieldValueTypeInvalid", Judge.ReasonsOf(schema, $"\"{bad}\""));
    }

    [Theory, InlineData("int32", "integer", "3000000000"), InlineData("k8s-name", "string", "\"anything\""), InlineData("double", "number", "1.5")]
    public void A_format_that_is_not_known_says_nothing(string format, string type, string value) =>
        Assert.Equal("", Judge.Of($$"""{"type":"{{type}}","format":"{{format}}"}""", value));

    [Fact]
    public void A_number_where_a_format_is_wanted_is_refused_without_its_type() => Assert.Equal(
        "spec.x: Invalid value: \"\": spec.x in body must be of type date-time: \"\"", Judge.Of("""{"type":"string","format":"date-time"}""", "1"));
}
