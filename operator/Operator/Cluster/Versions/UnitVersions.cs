using Headgate.Compiler;
using Headgate.Compiler.Versions;

namespace Headgate.Operator.Cluster.Versions;

/// <summary>How a unit stands with its versions.</summary>
/// <param name="History">The versions.</param>
/// <param name="Draft">What was made of Product and rules as they are written now.</param>
/// <param name="Promotion">What becomes of production; null without a Product.</param>
/// <param name="IsSettled">Whether the newest version is what is written now.</param>
/// <param name="Wait">When to look again; null when nothing is on its way.</param>
internal sealed record UnitVersions(VersionHistory History, CompiledUnit Draft, PromotionOutcome? Promotion, bool IsSettled, TimeSpan? Wait);
