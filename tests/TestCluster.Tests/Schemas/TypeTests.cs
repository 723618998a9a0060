namespace Headgate.TestCluster.Tests.Schemas;

/// <summary>Types, null and required fields.</summary>
public class TypeTests
{
    [Theory]
    [InlineData("string", "1", "integer")]
    [InlineData("string", "1.5", "number")]
    [InlineData("string", "true", "boolean")]
    [InlineData("string", "{}", "object")]
    [InlineData("string", "[]", "array")]
    [InlineData("string", "null", "null")]
    [InlineData("integer", "1.5", "number")]
    [InlineData("integer", "\"1\"", "string")]
    [InlineData("boolean", "\"true\"", "string")]
    [InlineData("object", "[]", "array")]
    [InlineData("array", "{}", "object")]
    public void A_value_of_another_type_is_refused_by_the_name_of_its_type(string wanted, string value, string actual)
    {
        Assert.Equal($$"""spec.x: Invalid value: "{{actual}}": spec.x in body must be of type {{wanted}}: "{{actual}}" """.Trim(), Judge.Of(Of(wanted), value));
        Assert.Equal("FieldValueTypeInvalid", Judge.ReasonsOf(Of(wanted), value));
    }

    [Theory]
    [InlineData("integer", "1.0")]
    [InlineData("integer", "1e3")]
    [InlineData("number", "1")]
    [InlineData("number", "1.5")]
    [InlineData("integer", "-9223372036854775808")]
    public void Integral_numbers_are_integers_however_they_are_written(string type, string value) =>
        Assert.Equal("", Judge.Of(Of(type), value));

    [Theory, InlineData("1"), InlineData("\"80%\"")]
    public void An_int_or_string_takes_both(string value) => Assert.Equal("", Judge.Of("""{"x-kubernetes-int-or-string":true}""", value));

    [Fact]
    public void An_int_or_string_takes_nothing_else() => Assert.Equal(
        """spec.x: Invalid value: "boolean": spec.x in body must be of type integer,string: "boolean" """.Trim(),
        Judge.Of("""{"x-kubernetes-int-or-string":true}""", "true"));

    [Fact]
    public void Null_is_a_value_where_it_is_said() => Assert.Equal("", Judge.Of("""{"type":"string","nullable":true}""", "null"));

    [Fact]
    public void Anything_is_taken_where_unknown_fields_are_preserved() =>
        Assert.Equal("", Judge.Of("""{"x-kubernetes-preserve-unknown-fields":true}""", """{"a":[1,{"b":null}]}"""));

    [Fact]
    public void Missing_fields_are_named_in_the_order_of_the_schema_after_those_that_are_wrong() => Assert.Equal(
        """spec.x.z: Invalid value: "integer": spec.x.z in body must be of type string: "integer"; spec.x.b: Required value; spec.x.a: Required value""",
        Judge.Of("""{"type":"object","required":["b","a"],"properties":{"a":{},"b":{},"z":{"type":"string"}}}""", """{"z":1}"""));

    [Fact]
    public void A_number_of_the_wrong_type_is_compared_with_its_bounds_all_the_same() => Assert.Equal(
        """spec.x: Invalid value: "number": spec.x in body must be of type integer: "number"; spec.x: Invalid value: 0.5: spec.x in body should be greater than or equal to 1""",
        Judge.Of("""{"type":"integer","minimum":1}""", "0.5"));

    private static string Of(string type) => $$"""{"type":"{{type}}"}""";
}
