namespace Headgate.TestCluster.Tests.Schemas;

/// <summary>Lists and maps: their sizes, their elements, what stands in them twice.</summary>
public class ContainerTests
{
    [Theory]
    [InlineData("""{"type":"array","minItems":1}""", "[]", "spec.x: Invalid value: 0: spec.x in body should have at least 1 items")]
    [InlineData("""{"type":"array","maxItems":1}""", "[1,2]", "spec.x: Too many: 2: must have at most 1 items")]
    [InlineData("""{"type":"object","minProperties":1}""", "{}", "spec.x: Invalid value: 0: spec.x in body should have at least 1 properties")]
    [InlineData("""{"type":"object","maxProperties":1}""", """{"a":1,"b":2}""", "spec.x: Too many: 2: must have at most 1 items")]
    [InlineData("""{"type":"object","minProperties":2,"required":["z"]}""", """{"a":1}""", "spec.x: Invalid value: 1: spec.x in body should have at least 2 properties")]
    [InlineData("""{"type":"array","maxItems":1,"items":{"type":"string"}}""", """[1,"b"]""",
        """spec.x[0]: Invalid value: "integer": spec.x[0] in body must be of type string: "integer"; spec.x: Too many: 2: must have at most 1 items""")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"string"}}""", """{"a":1}""",
        """spec.x.a: Invalid value: "integer": spec.x.a in body must be of type string: "integer" """)]
    [InlineData("""{"type":"object","additionalProperties":false}""", """{"a":1}""", """spec.x: Invalid value: "a": spec.x.a in body is a forbidden property""")]
    public void A_container_that_does_not_fit_is_refused(string schema, string value, string says) =>
        Assert.Equal(says.Trim(), Judge.Of(schema, value));

    [Theory]
    [InlineData("""["a","b","a"]""", """spec.x[2]: Duplicate value: "a" """)]
    [InlineData("""["a","a","a"]""", """spec.x[1]: Duplicate value: "a" """)]
    [InlineData("""[1,2,1,2]""", "spec.x[2]: Duplicate value: 1; spec.x[3]: Duplicate value: 2")]
    [InlineData("""[{"b":1,"a":2},{"a":2,"b":1}]""", """spec.x[1]: Duplicate value: map[string]interface {}{"a":2, "b":1}""")]
    [InlineData("""["a","A"]""", "")]
    public void A_set_holds_each_element_once(string value, string says) =>
        Assert.Equal(says.Trim(), Judge.Of("""{"type":"array","x-kubernetes-list-type":"set","items":{}}""", value));

    [Theory]
    [InlineData("""[{"name":"a"},{"name":"b"}]""", "")]
    [InlineData("""[{"name":"a","n":1},{"name":"a","n":2}]""", """spec.x[1]: Duplicate value: map[string]interface {}{"name":"a"}""")]
    [InlineData("""[{},{}]""", "spec.x[1]: Duplicate value: map[string]interface {}{}")]
    public void A_list_map_holds_each_key_once(string value, string says) => Assert.Equal(
        says, Judge.Of("""{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],"items":{"type":"object"}}""", value));

    [Fact]
    public void Several_keys_are_printed_in_the_order_of_their_names() => Assert.Equal(
        """spec.x[1]: Duplicate value: map[string]interface {}{"port":80, "protocol":"TCP"}""",
        Judge.Of(
            """{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["protocol","port"],"items":{"type":"object"}}""",
            """[{"port":80,"protocol":"TCP"},{"port":80,"protocol":"TCP"}]"""));

    [Fact]
    public void Lists_within_maps_are_named_by_their_keys() => Assert.Equal(
        """spec.x[k][1]: Duplicate value: "a" """.Trim(),
        Judge.Of("""{"type":"object","additionalProperties":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}}}""", """{"k":["a","a"]}"""));

    [Fact]
    public void A_list_that_is_merged_as_a_whole_may_repeat_itself() =>
        Assert.Equal("", Judge.Of("""{"type":"array","x-kubernetes-list-type":"atomic","items":{"type":"string"}}""", """["a","a"]"""));
}
