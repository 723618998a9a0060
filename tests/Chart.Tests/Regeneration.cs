namespace Headgate.Chart.Tests;

/// <summary>Whether files that are derived are to be written anew.</summary>
internal static class Regeneration
{
    public static bool IsWanted { get; } = Environment.GetEnvironmentVariable("HEADGATE_REGENERATE") is { Length: > 0 };
}
