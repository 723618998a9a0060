namespace Headgate.Controllers;

/// <summary>Which Lease is held, by whom, and how long.</summary>
public sealed record LeadershipSettings
{
    /// <summary>Namespace of the Lease.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the Lease.</summary>
    public required string Name { get; init; }

    /// <summary>Who holds it: different for each process that ever runs.</summary>
    public required string Identity { get; init; }

    /// <summary>How long others wait, counted from when they saw it renewed, before they take it.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a leader acts without having renewed, counted from when it asked. Shorter than <see cref="LeaseDuration"/>: so there are never
    /// two, as long as clocks run equally fast.
    /// </summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a lease is renewed, or looked at by those who wait for it.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);
}
