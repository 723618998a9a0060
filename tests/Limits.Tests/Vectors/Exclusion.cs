namespace Headgate.Limits.Tests.Vectors;

/// <summary>A kind of observed case without a counterpart here, and the words of README.md or SEMANTICS.md that allow to leave it out.</summary>
internal sealed record Exclusion<T>(string Name, string Reason, Func<T, bool> Covers);
