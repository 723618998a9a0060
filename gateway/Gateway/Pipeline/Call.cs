using System.Diagnostics.CodeAnalysis;
using Headgate.Gateway.Credentials;
using Headgate.Gateway.Matching;
using Headgate.Gateway.Snapshots;
using Headgate.Limits;

namespace Headgate.Gateway.Pipeline;

/// <summary>
/// One request on its way through the pipeline: what it says, and what the steps have found out. Reused from call to call, so that a
/// decision allocates nothing; not safe for concurrent use.
/// </summary>
public sealed class Call
{
    private string _target = "";
    private string _pathText = "";
    private int _pathStart;
    private int _pathLength;
    private int _queryStart;
    private long[] _usage = new long[16];

    /// <summary>The value of the <c>Host</c> header, or of <c>:authority</c>.</summary>
    public string Host { get; private set; } = "";

    /// <summary>The HTTP method.</summary>
    public string Method { get; private set; } = "";

    /// <summary>The headers as they came.</summary>
    [AllowNull]
    public IHeaderDictionary Headers { get; private set; }

    /// <summary>The snapshot the whole call is judged by.</summary>
    public Snapshot Snapshot { get; private set; } = Snapshot.Empty;

    /// <summary>The Product; null until the host is known.</summary>
    [AllowNull]
    public ProductRuntime Product { get; set; }

    /// <summary>The caller's credentials.</summary>
    public PresentedCredentials Credentials { get; set; }

    /// <summary>The rules that match.</summary>
    public MatchResult Match { get; } = new();

    /// <summary>The Application; null until the key is known.</summary>
    [AllowNull]
    public ApplicationRuntime Application { get; set; }

    /// <summary>The backend; null until it is chosen.</summary>
    [AllowNull]
    public BackendRuntime Backend { get; set; }

    /// <summary>What the call costs and which limits it meets; the store's answer once it was asked.</summary>
    public ReserveRequest Reservation { get; } = new();

    /// <summary>The raw request target (RFC 9112 §3.2).</summary>
    public ReadOnlySpan<char> Target => _target;

    /// <summary>The canonical path: what is matched, and byte for byte what is forwarded.</summary>
    public ReadOnlySpan<char> Path => _pathText.AsSpan(_pathStart, _pathLength);

    /// <summary>The raw query without <c>?</c>; empty without one.</summary>
    public ReadOnlySpan<char> Query => QueryMemory.Span;

    /// <summary>The raw query without <c>?</c>; empty without one.</summary>
    public ReadOnlyMemory<char> QueryMemory => _target.AsMemory(_queryStart);

    /// <summary>Starts anew.</summary>
    public void Begin(Snapshot snapshot, string host, string method, string target, IHeaderDictionary headers)
    {
        Snapshot = snapshot;
        Host = host;
        Method = method;
        Headers = headers;
        Product = null;
        Application = null;
        Backend = null;
        Credentials = default;
        Reservation.Begin("");
        _target = target;
        _pathText = "";
        _pathStart = _pathLength = 0;
        _queryStart = target.Length;
    }

    /// <summary>Lets go of everything that belongs to a request.</summary>
    public void End() => Begin(Snapshot.Empty, "", "", "", null!);

    /// <summary>Remembers where path and query stand in the target.</summary>
    public void SplitTarget(int pathStart, int pathLength)
    {
        (_pathText, _pathStart, _pathLength) = (_target, pathStart, pathLength);
        _queryStart = Math.Min(_target.Length, pathStart + pathLength + 1);
    }

    /// <summary>Replaces the path by its canonical form.</summary>
    public void ReplacePath(string canonical) => (_pathText, _pathStart, _pathLength) = (canonical, 0, canonical.Length);

    /// <summary>A zeroed counter per metric.</summary>
    public Span<long> Usage(int metrics)
    {
        if (_usage.Length < metrics) _usage = new long[metrics];
        var usage = _usage.AsSpan(0, metrics);
        usage.Clear();
        return usage;
    }
}
