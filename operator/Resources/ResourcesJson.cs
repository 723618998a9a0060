using System.Text.Json.Serialization;

namespace Headgate.Resources;

/// <summary>
/// The JSON form of the resources: camelCase, enums by name, nulls left out. Unknown members are refused; a manifest loader reports them
/// with their place, an API server has pruned them before.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Product))]
[JsonSerializable(typeof(MappingRule))]
[JsonSerializable(typeof(ApplicationPlan))]
[JsonSerializable(typeof(Application))]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(Secret))]
[JsonSerializable(typeof(Namespace))]
[JsonSerializable(typeof(ResourceStatus))]
[JsonSerializable(typeof(ProductStatus))]
[JsonSerializable(typeof(ApplicationStatus))]
public sealed partial class ResourcesJson : JsonSerializerContext;
