namespace Headgate.Limits.Leases;

/// <summary>The figures of leases (DESIGN §6).</summary>
internal static class LeaseTerms
{
    /// <summary>Calls that a lease should last for at least.</summary>
    public const int Calls = 128;

    /// <summary>Time that a lease should last for at least, at the measured rate.</summary>
    public static readonly TimeSpan Lasting = TimeSpan.FromSeconds(2);

    /// <summary>Time over which a rate is measured at least.</summary>
    public static readonly TimeSpan Measure = TimeSpan.FromMilliseconds(100);

    /// <summary>A lease that was not spent from for so long is given back.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    /// <summary>How often idle leases are looked for.</summary>
    public static readonly TimeSpan Sweep = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a refusal is remembered at most: others may give units back.</summary>
    public static readonly TimeSpan Refusal = TimeSpan.FromMilliseconds(250);

    /// <summary>How long one is remembered at most when nobody holds units that could come back: a counter may be changed by hand.</summary>
    public static readonly TimeSpan SettledRefusal = TimeSpan.FromSeconds(2);

    /// <summary>An Application that was quiet for so long is forgotten.</summary>
    public static readonly TimeSpan Forget = TimeSpan.FromMinutes(1);

    /// <summary>A lease is refilled ahead of need when this part of it is left. Smaller leases are near a limit, where nothing is taken ahead.</summary>
    public const int RefillAt = 4;

    /// <summary>The smallest lease that is refilled ahead of need.</summary>
    public const int SmallestRefilled = 8;
}
