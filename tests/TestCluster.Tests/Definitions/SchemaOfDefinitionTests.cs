using System.Text.Json.Nodes;
using Headgate.TestCluster.Definitions;

namespace Headgate.TestCluster.Tests.Definitions;

/// <summary>Schemas that a definition may not have, and what a real server says of them.</summary>
public class SchemaOfDefinitionTests
{
    private const string Of = "spec.validation.openAPIV3Schema";

    [Theory]
    [InlineData("""{"type":"string"}""", ".type: Invalid value: \"string\": must be object at the root")]
    [InlineData("""{}""", ".type: Required value: must not be empty at the root")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"string"}}""", ".additionalProperties: Forbidden: must not be used at the root")]
    [InlineData("""{"type":"object","nullable":true}""", ".nullable: Forbidden: nullable cannot be true at the root")]
    [InlineData("""{"type":"object","properties":{"metadata":{"type":"object","properties":{"labels":{"type":"object"}}}}}""",
        ".properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified")]
    [InlineData("""{"type":"object","oneOf":[{"properties":{"a":{"minimum":1}}}]}""", ".properties[a]: Required value: because it is defined in spec.validation.openAPIV3Schema.oneOf[0].properties[a]")]
    public void The_root_is_an_object_and_leaves_metadata_alone(string schema, string says) => Assert.Equal(Of + says, Judge(schema));

    [Theory]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", "x].type: Required value: must not be empty for specified object fields")]
    [InlineData("""{"type":"array","items":{}}""", "x].items.type: Required value: must not be empty for specified array items")]
    [InlineData("""{"type":"array"}""", "x].items: Required value: must be specified")]
    [InlineData("""{"type":"object","additionalProperties":{}}""", "x].additionalProperties.type: Required value: must not be empty for specified object fields")]
    [InlineData("""{"type":"integer","anyOf":[{"type":"integer"}]}""", "x].anyOf[0].type: Forbidden: must be empty to be structural")]
    [InlineData("""{"type":"string","not":{"description":"no"}}""", "x].not.description: Forbidden: must be empty to be structural")]
    [InlineData("""{"type":"string","pattern":"(?=a)"}""", "x].pattern: Invalid value: \"(?=a)\": must be a valid regular expression, but isn't: error parsing regexp: invalid or unsupported Perl syntax: `(?=`")]
    [InlineData("""{"type":"object","x-kubernetes-embedded-resource":true}""", "x].properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields")]
    [InlineData("""{"x-kubernetes-int-or-string":true,"x-kubernetes-preserve-unknown-fields":true}""", "x].x-kubernetes-preserve-unknown-fields: Invalid value: true: must be false if x-kubernetes-int-or-string is true")]
    public void A_schema_that_is_not_structural_is_refused(string field, string says) =>
        Assert.Equal($"{Of}.properties[{says}", JudgeField(field));

    [Theory]
    [InlineData("""{"type":"text"}""", "x].type: Unsupported value: \"text\": supported values: \"array\", \"boolean\", \"integer\", \"number\", \"object\", \"string\"")]
    [InlineData("""{"type":"array","items":{"type":"string"},"uniqueItems":true}""", "x].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":{"type":"string"}}""", "x].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive")]
    [InlineData("""{"type":"object","$ref":"#/x"}""", "x].$ref: Forbidden: $ref is not supported")]
    [InlineData("""{"type":"object","x-kubernetes-preserve-unknown-fields":false}""", "x].x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined")]
    [InlineData("""{"type":"string","x-kubernetes-list-type":"set"}""", "x].type: Invalid value: \"string\": must be array if x-kubernetes-list-type is specified")]
    [InlineData("""{"type":"array","items":{"type":"string"},"x-kubernetes-list-type":"bag"}""", "x].x-kubernetes-list-type: Unsupported value: \"bag\": supported values: \"atomic\", \"set\", \"map\"")]
    [InlineData("""{"type":"array","items":{"type":"string"},"x-kubernetes-map-type":"atomic"}""", "x].type: Invalid value: \"array\": must be object if x-kubernetes-map-type is specified")]
    [InlineData("""{"type":"array","items":{"type":"string","nullable":true},"x-kubernetes-list-type":"set"}""", "x].items.nullable: Forbidden: cannot be nullable when x-kubernetes-list-type is set")]
    [InlineData("""{"type":"array","items":{"type":"object"},"x-kubernetes-list-type":"set"}""", "x].items.x-kubernetes-map-type: Invalid value: \"null\": must be atomic as item of a list with x-kubernetes-list-type=set")]
    [InlineData("""{"type":"string","x-kubernetes-validations":[{"message":"m"}]}""", "x].x-kubernetes-validations[0].rule: Required value: rule is not specified")]
    public void Keywords_that_do_not_go_together_are_refused(string field, string says) =>
        Assert.Equal($"{Of}.properties[{says}", JudgeField(field));

    [Theory]
    [InlineData("""["k"]""", "{}", "x].x-kubernetes-list-map-keys: Invalid value: []string{\"k\"}: entries must all be names of item properties")]
    [InlineData("""["k"]""", """{"k":{"type":"string"}}""", "x].items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property")]
    [InlineData("""["k"]""", """{"k":{"type":"object","default":{}}}""", "x].items.properties[k].type: Invalid value: \"object\": must be a scalar type if parent array's x-kubernetes-list-type is map")]
    [InlineData("""["k"]""", """{"k":{"type":"string","default":"a","nullable":true}}""", "x].items.properties[k].nullable: Forbidden: this property is in x-kubernetes-list-map-keys, so it cannot be nullable")]
    [InlineData("""["k","k"]""", """{"k":{"type":"string","default":"a"}}""", "x].x-kubernetes-list-map-keys: Invalid value: []string{\"k\", \"k\"}: must not contain duplicate entries")]
    [InlineData("""[]""", "{}", "x].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map")]
    [InlineData("""["k"]""", """{"k":{"type":"string","default":"a"}}""", "")]
    public void The_keys_of_a_list_map_are_scalars_that_are_always_there(string keys, string properties, string says)
    {
        var field = $$"""{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":{{keys}},"items":{"type":"object","properties":{{properties}} } }""";
        Assert.Equal(says.Length == 0 ? "" : $"{Of}.properties[{says}", JudgeField(field));
    }

    [Theory]
    [InlineData("""{"type":"integer","default":"one"}""", "x].default: Invalid value: \"string\":  in body must be of type integer: \"string\"")]
    [InlineData("""{"type":"integer","minimum":5,"default":1}""", "x].default: Invalid value: 1:  in body should be greater than or equal to 5")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"}},"default":{"b":1}}""", "x].default: Invalid value: map[string]interface {}{\"b\":1}: must not have unknown fields")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"}},"default":{"a":"x"}}""", "x].default.a: Invalid value: \"string\": a in body must be of type integer: \"string\"")]
    public void Defaults_must_hold(string field, string says) => Assert.Equal($"{Of}.properties[{says}", JudgeField(field));

    [Fact]
    public void Fields_of_every_object_have_no_defaults() => Assert.Equal(
        Of + ".properties[kind].default: Forbidden: must not be set in top-level kind", Judge("""{"type":"object","properties":{"kind":{"type":"string","default":"K"}}}"""));

    [Fact]
    public void With_a_status_of_its_own_nothing_at_the_root_may_speak_of_all_fields() => Assert.Contains(
        "only [Description Type Format Title", Judge("""{"type":"object","maxProperties":3}""", hasStatus: true), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"x-kubernetes-int-or-string":true,"anyOf":[{"type":"integer"},{"type":"string"}]}""")]
    [InlineData("""{"type":"object","x-kubernetes-preserve-unknown-fields":true}""")]
    [InlineData("""{"x-kubernetes-preserve-unknown-fields":true}""")]
    [InlineData("""{"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true}""")]
    [InlineData("""{"type":"object","oneOf":[{"required":["a"]},{"required":["b"]}],"properties":{"a":{"type":"string"},"b":{"type":"string"}}}""")]
    public void What_is_structural_is_taken(string field) => Assert.Equal("", JudgeField(field));

    private static string JudgeField(string field) => Judge($$$"""{"type":"object","properties":{"x": {{{field}}} }}""");

    private static string Judge(string schema, bool hasStatus = false) =>
        string.Join("; ", DefinitionSchemas.Check(JsonNode.Parse(schema)!.AsObject(), Of, hasStatus).Select(cause => $"{cause.Field}: {cause.Message}"));
}
