namespace Headgate.TestCluster.Tests.Schemas;

/// <summary>What no schema knows is removed; what is left out gets its default.</summary>
public class PruningTests
{
    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}}}""", """{"a":"1","b":2}""", """{"a":"1"}""", "spec.x.b")]
    [InlineData("""{"type":"object"}""", """{"b":2}""", "{}", "spec.x.b")]
    [InlineData("""{"type":"array","items":{"type":"object"}}""", """[{"a":1},{"b":1}]""", "[{},{}]", "spec.x[0].a, spec.x[1].b")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"object"}}""", """{"k":{"a":1}}""", """{"k":{}}""", "spec.x.k.a")]
    [InlineData("""{"type":"object","additionalProperties":true}""", """{"k":1,"l":{"a":1}}""", """{"k":1,"l":{}}""", "spec.x.l.a")]
    [InlineData("""{"type":"object","x-kubernetes-preserve-unknown-fields":true}""", """{"b":{"c":1}}""", """{"b":{"c":1}}""", "")]
    [InlineData("""{"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{"a":{"type":"object"}}}""", """{"a":{"c":1},"b":1}""", """{"a":{},"b":1}""", "spec.x.a.c")]
    [InlineData("""{"type":"object","x-kubernetes-embedded-resource":true,"properties":{"spec":{"type":"object"}}}""",
        """{"apiVersion":"v1","kind":"K","metadata":{"name":"n"},"spec":{},"more":1}""", """{"apiVersion":"v1","kind":"K","metadata":{"name":"n"},"spec":{}}""", "spec.x.more")]
    [InlineData("""{"x-kubernetes-int-or-string":true}""", """{"a":1}""", "{}", "spec.x.a")]
    public void Unknown_fields_go(string schema, string value, string left, string removed) =>
        Assert.Equal((left, removed), Judge.Prune(schema, value));

    [Theory]
    [InlineData("""{"type":"string","default":"d"}""", "{}", """{"x":"d"}""")]
    [InlineData("""{"type":"string","default":"d"}""", """{"x":null}""", """{"x":"d"}""")]
    [InlineData("""{"type":"string","default":"d","nullable":true}""", """{"x":null}""", """{"x":null}""")]
    [InlineData("""{"type":"string","default":"d"}""", """{"x":""}""", """{"x":""}""")]
    [InlineData("""{"type":"string"}""", """{"x":null}""", "{}")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer","default":1}}}""", "{}", "{}")]
    [InlineData("""{"type":"object","default":{},"properties":{"a":{"type":"integer","default":1}}}""", "{}", """{"x":{"a":1}}""")]
    [InlineData("""{"type":"array","items":{"type":"object","properties":{"a":{"type":"integer","default":1}}}}""", """{"x":[{},{"a":2}]}""", """{"x":[{"a":1},{"a":2}]}""")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"object","properties":{"a":{"type":"integer","default":1}}}}""", """{"x":{"k":{}}}""", """{"x":{"k":{"a":1}}}""")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"string"}}""", """{"x":{"k":null}}""", """{"x":{}}""")]
    public void Defaults_come_from_the_outside_in(string schema, string spec, string completed) =>
        Assert.Equal(completed, Judge.Complete(schema, spec));
}
