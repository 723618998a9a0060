namespace Headgate.Configuration;

/// <summary>The peppers of a pool; an entry of a Secret, <see cref="EntryNames.Peppers"/>. Two while one is being rotated.</summary>
public sealed record PepperSet
{
    /// <summary>The contract's version this entry was written for, <see cref="Contract.Format"/>.</summary>
    public required int Format { get; init; }

    /// <summary>The peppers, newest first.</summary>
    public required IReadOnlyList<Pepper> Peppers { get; init; }
}

/// <summary>The secret under which keys are digested.</summary>
public sealed record Pepper
{
    /// <summary>Short identifier, unique in the pool.</summary>
    public required string Id { get; init; }

    /// <summary>At least 32 random bytes in Base64.</summary>
    public required string Value { get; init; }
}
