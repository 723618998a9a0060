namespace Headgate.TestCluster.Tests.Schemas;

/// <summary>allOf, anyOf, oneOf and not; their own messages name no field, and stand beside those of the alternative that came furthest.</summary>
public class CombinationTests
{
    private const string Keys = """{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},""";

    [Theory]
    [InlineData("""{"type":"string","not":{"enum":["a"]}}""", "\"a\"", """<nil>: Invalid value: "": "spec.x" must not validate the schema (not)""")]
    [InlineData("""{"type":"integer","anyOf":[{"minimum":5},{"multipleOf":2}]}""", "3",
        """<nil>: Invalid value: "": "spec.x" must validate at least one schema (anyOf); spec.x: Invalid value: 3: spec.x in body should be greater than or equal to 5""")]
    [InlineData("""{"type":"integer","oneOf":[{"minimum":5},{"minimum":6}]}""", "7",
        """<nil>: Invalid value: "": "spec.x" must validate one and only one schema (oneOf). Found 2 valid alternatives""")]
    [InlineData("""{"type":"integer","oneOf":[{"minimum":5},{"minimum":6}]}""", "3",
        """<nil>: Invalid value: "": "spec.x" must validate one and only one schema (oneOf). Found none valid; spec.x: Invalid value: 3: spec.x in body should be greater than or equal to 5""")]
    [InlineData("""{"type":"integer","allOf":[{"minimum":5},{"multipleOf":2}]}""", "3",
        """spec.x: Invalid value: 3: spec.x in body should be greater than or equal to 5; spec.x: Invalid value: 3: spec.x in body should be a multiple of 2; <nil>: Invalid value: "": "spec.x" must validate all the schemas (allOf). None validated""")]
    [InlineData("""{"type":"integer","allOf":[{"minimum":5},{"maximum":9}]}""", "3",
        """spec.x: Invalid value: 3: spec.x in body should be greater than or equal to 5; <nil>: Invalid value: "": "spec.x" must validate all the schemas (allOf)""")]
    public void What_no_combination_allows_is_refused(string schema, string value, string says) =>
        Assert.Equal(says, Judge.Of(schema, value));

    [Theory]
    [InlineData("""{"anyOf":[{"type":"integer"},{"type":"string"}],"x-kubernetes-int-or-string":true}""", "\"a\"")]
    [InlineData("""{"type":"integer","oneOf":[{"minimum":5},{"maximum":1}]}""", "7")]
    [InlineData("""{"type":"integer","allOf":[{"minimum":5},{"maximum":9}]}""", "7")]
    [InlineData("""{"type":"string","not":{"enum":["a"]}}""", "\"b\"")]
    public void What_they_allow_is_taken(string schema, string value) => Assert.Equal("", Judge.Of(schema, value));

    [Fact]
    public void Exactly_one_of_two_fields_is_asked_for_so()
    {
        const string schema = Keys + """ "oneOf":[{"required":["a"]},{"required":["b"]}]}""";
        Assert.Equal("", Judge.Of(schema, """{"a":1}"""));
        Assert.Contains("""Found 2 valid alternatives""", Judge.Of(schema, """{"a":1,"b":1}"""), StringComparison.Ordinal);
        Assert.Equal(
            """<nil>: Invalid value: "": "spec.x" must validate one and only one schema (oneOf). Found none valid; spec.x.a: Required value""",
            Judge.Of(schema, "{}"));
    }

    [Fact]
    public void The_same_thing_is_said_once() => Assert.Equal(
        "spec.x: Invalid value: 1: spec.x in body should be greater than or equal to 5; <nil>: Invalid value: \"\": \"spec.x\" must validate all the schemas (allOf). None validated",
        Judge.Of("""{"type":"integer","minimum":5,"allOf":[{"minimum":5}]}""", "1"));
}
