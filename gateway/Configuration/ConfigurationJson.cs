using System.Text.Json.Serialization;

namespace Headgate.Configuration;

/// <summary>
/// The JSON form of the contract: camelCase, enums by their exact names, nulls left out, unknown and duplicate members refused, required members
/// required. The members stand in the order of the records, so equal content is equal bytes.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 16,
    Converters =
    [
        typeof(ExactName<BackendProtocol>),
        typeof(ExactName<CredentialPlace>),
        typeof(ExactName<EncodedSlashes>),
        typeof(ExactName<LimitMode>),
        typeof(ExactName<Period>),
        typeof(ExactName<RefusalKind>),
        typeof(ExactName<StorePolicy>),
    ])]
[JsonSerializable(typeof(ProductProxy))]
[JsonSerializable(typeof(ProductLive))]
[JsonSerializable(typeof(ApplicationSet))]
[JsonSerializable(typeof(UpstreamSecrets))]
[JsonSerializable(typeof(PepperSet))]
[JsonSerializable(typeof(Shard))]
public sealed partial class ConfigurationJson : JsonSerializerContext;
