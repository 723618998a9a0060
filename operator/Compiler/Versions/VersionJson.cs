using System.Text.Json.Serialization;

namespace Headgate.Compiler.Versions;

/// <summary>The JSON form of versions: the same content is always the same bytes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(VersionContent))]
[JsonSerializable(typeof(TestResult))]
internal sealed partial class VersionJson : JsonSerializerContext;
