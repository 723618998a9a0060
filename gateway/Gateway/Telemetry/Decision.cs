using Headgate.Gateway.Pipeline;

namespace Headgate.Gateway.Telemetry;

/// <summary>What became of requests, in the few words that metrics and logs count by.</summary>
public static class Decision
{
    /// <summary>All words, in a fixed order.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["allow", "unknown_host", "malformed", "unauthenticated", "no_rule", "forbidden", "no_backend", "limited", "not_ready", "degraded_deny"];

    /// <summary>Index in <see cref="All"/> of a reason.</summary>
    public static int Of(Reason reason) => reason switch
    {
        Reason.Accepted => 0,
        Reason.UnknownHost => 1,
        Reason.AmbiguousMessage or Reason.MethodNotAllowed or Reason.MalformedTarget or Reason.CredentialsConflict => 2,
        Reason.CredentialsMissing => 3,
        Reason.NoMatch => 4,
        Reason.UnknownKey or Reason.ExpiredKey or Reason.ApplicationNotLive or Reason.MetricDisabled => 5,
        Reason.NoBackend => 6,
        Reason.LimitExceeded => 7,
        Reason.StoreUnavailable => 9,
        _ => 8,
    };
}
