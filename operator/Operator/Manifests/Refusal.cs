using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Headgate.Operator.Manifests;

/// <summary>Valid YAML that is not read here; thrown where the parser throws its own for what is not valid.</summary>
internal sealed class Refusal(ParsingEvent place, string message) : YamlException(place.Start, place.End, message);
