using Headgate.Gateway.Pipeline;

namespace Headgate.Gateway.Telemetry;

/// <summary>One answered request. Holds no header and no query, so no credential can get into it.</summary>
public sealed record AccessRecord
{
    /// <summary>When it was answered.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The connection and the request on it.</summary>
    public required string RequestId { get; init; }

    /// <summary>Address of the caller, or of the last proxy before us.</summary>
    public string? Client { get; init; }

    /// <summary>HTTP version.</summary>
    public required string Protocol { get; init; }

    /// <summary>The host asked for.</summary>
    public required string Host { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The canonical path, without the query; empty when there is none.</summary>
    public required string Path { get; init; }

    /// <summary>The Product.</summary>
    public string? Product { get; init; }

    /// <summary>The Application.</summary>
    public string? Application { get; init; }

    /// <summary>Its plan.</summary>
    public string? Plan { get; init; }

    /// <summary>The backend.</summary>
    public string? Backend { get; init; }

    /// <summary>What became of it, in one word.</summary>
    public required string Decision { get; init; }

    /// <summary>Why.</summary>
    public required Reason Reason { get; init; }

    /// <summary>HTTP status of the answer.</summary>
    public required int Status { get; init; }

    /// <summary>From headers parsed to answer sent.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Declared length of the request's body.</summary>
    public long? RequestBytes { get; init; }

    /// <summary>Declared length of the answer's body.</summary>
    public long? ResponseBytes { get; init; }
}
