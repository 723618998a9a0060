namespace Headgate.TestSupport.Redis;

/// <summary>What a <see cref="FaultProxy"/> does to what passes in one direction.</summary>
public sealed record Fault
{
    /// <summary>Nothing.</summary>
    public static Fault None { get; } = new();

    /// <summary>How much later everything arrives; what follows is not held up more.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>
    /// Whether nothing arrives, as when packets are lost; what is sent meanwhile arrives when this is over, as TCP would have it.
    /// </summary>
    public bool Blackhole { get; init; }

    /// <summary>Whether every byte travels alone.</summary>
    public bool OneByteAtATime { get; init; }

    /// <summary>The connection is reset (RST) after so many bytes of what comes next; null for never.</summary>
    public int? ResetAfter { get; init; }

    /// <summary>Whether the direction is closed (FIN) in place of what comes next, while the other stays open.</summary>
    public bool HalfClose { get; init; }

    /// <summary>What arrives in place of what comes next; null for what was sent.</summary>
    public ReadOnlyMemory<byte>? Garbage { get; init; }
}
