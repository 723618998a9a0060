using System.Text.Json;

namespace Headgate.Compiler.Versions;

/// <summary>One version of a Product as it is kept.</summary>
/// <param name="Number">Its number, from 1 on.</param>
/// <param name="Digest">SHA-256 of its content in hexadecimal.</param>
/// <param name="Content">Its content; null when this release cannot read it, or it is not what the digest says.</param>
public sealed record ProductVersion(long Number, string Digest, VersionContent? Content)
{
    /// <summary>How many digits of a digest people are shown.</summary>
    public const int ShortDigits = 12;

    /// <summary>When it was made; null while it is not kept anywhere.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>What is other than in the version before, in words.</summary>
    public string? Changes { get; init; }

    /// <summary>When it was promoted last; null if never.</summary>
    public PromotionMark? Promoted { get; init; }

    /// <summary>The test call that it passed; null if none.</summary>
    public TestResult? Test { get; init; }

    /// <summary><c>version 3 (1a2b3c4d5e6f)</c>.</summary>
    public override string ToString() => $"version {Number} ({Digest[..Math.Min(ShortDigits, Digest.Length)]})";
}

/// <summary>A test call that was answered.</summary>
public sealed record TestResult
{
    /// <summary>The path that was called.</summary>
    public required string Path { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public required long Milliseconds { get; init; }

    /// <summary>How the answer begins, made fit to be shown.</summary>
    public required string Answer { get; init; }

    /// <summary>The JSON.</summary>
    public string Write() => JsonSerializer.Serialize(this, VersionJson.Default.TestResult);

    /// <summary>Reads what <see cref="Write"/> wrote; null for anything else.</summary>
    public static TestResult? Read(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize(json, VersionJson.Default.TestResult);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
