using Headgate.TestCluster.Http;

namespace Headgate.TestCluster.Tests.Schemas;

/// <summary>Length, pattern, enumeration; and how Go quotes text.</summary>
public class TextTests
{
    [Theory]
    [InlineData("""{"type":"string","maxLength":3}""", "abcd", "spec.x: Too long: may not be longer than 3")]
    [InlineData("""{"type":"string","maxLength":1}""", "😀😀", "spec.x: Too long: may not be longer than 1")]
    [InlineData("""{"type":"string","maxLength":1}""", "e\u0301", "spec.x: Too long: may not be longer than 1")]
    [InlineData("""{"type":"string","minLength":2}""", "😀", "spec.x: Invalid value: \"😀\": spec.x in body should be at least 2 chars long")]
    [InlineData("""{"type":"string","pattern":"^a$"}""", "b", "spec.x: Invalid value: \"b\": spec.x in body should match '^a$'")]
    [InlineData("""{"type":"string","minLength":2,"pattern":"^a$"}""", "b", "spec.x: Invalid value: \"b\": spec.x in body should be at least 2 chars long")]
    [InlineData("""{"type":"string","enum":["Red","Green"]}""", "Blue", "spec.x: Unsupported value: \"Blue\": supported values: \"Red\", \"Green\"")]
    [InlineData("""{"type":"string","enum":["a\"b"]}""", "\t", "spec.x: Unsupported value: \"\\t\": supported values: \"a\\\"b\"")]
    public void Text_that_does_not_fit_is_refused(string schema, string value, string says) =>
        Assert.Equal(says, Judge.Of(schema, System.Text.Json.JsonSerializer.Serialize(value)));

    [Theory]
    [InlineData("""{"type":"string","maxLength":1}""", "😀")]
    [InlineData("""{"type":"string","minLength":2}""", "e\u0301")]
    public void Length_is_counted_in_code_points(string schema, string value) => Assert.Equal("", Judge.Of(schema, $"\"{value}\""));

    [Theory]
    [InlineData("""{"type":"integer","enum":[1,2]}""", "3", "spec.x: Unsupported value: 3: supported values: \"1\", \"2\"")]
    [InlineData("""{"type":"boolean","enum":[true]}""", "false", "spec.x: Unsupported value: false: supported values: \"true\"")]
    [InlineData("""{"type":"object","x-kubernetes-preserve-unknown-fields":true,"enum":[{"a":1}]}""", """{"b":[2]}""",
        "spec.x: Unsupported value: map[string]interface {}{\"b\":[]interface {}{2}}: supported values: \"{\\\"a\\\":1}\"")]
    [InlineData("""{"type":"string","nullable":true,"enum":["a"]}""", "null", "spec.x: Unsupported value: \"null\": supported values: \"a\"")]
    public void Values_of_other_types_are_enumerated_too(string schema, string value, string says) =>
        Assert.Equal(says, Judge.Of(schema, value));

    [Fact]
    public void A_value_of_the_wrong_type_is_none_of_the_allowed_ones_either() => Assert.Equal(
        "FieldValueTypeInvalid; FieldValueNotSupported", Judge.ReasonsOf("""{"type":"string","enum":["a"]}""", "1"));

    [Theory]
    [InlineData("", "\"\""), InlineData("a\"b\\", "\"a\\\"b\\\\\""), InlineData("\n\t\r\a\b\f\v", "\"\\n\\t\\r\\a\\b\\f\\v\"")]
    [InlineData("\u0001\u007f", "\"\\x01\\x7f\""), InlineData("\u00a0\u200b", "\"\\u00a0\\u200b\""), InlineData("ä😀日", "\"ä😀日\"")]
    public void Go_quotes_text_so(string text, string quoted) => Assert.Equal(quoted, GoText.Quote(text));
}
