using Headgate.Configuration;

namespace Headgate.Gateway.Pipeline;

/// <summary>How a refusal is answered by default.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Type">The stable problem type (RFC 9457 §3.1.1).</param>
/// <param name="Title">Short text, the same for all occurrences.</param>
/// <param name="Detail">What the caller can do about it.</param>
/// <param name="Kind">Under which name a Product can change it; null for those that cannot be changed.</param>
public sealed record RefusalAnswer(int Status, string Type, string Title, string Detail, RefusalKind? Kind = null)
{
    private const string Ours = "https://headgate.dev/problems/";

    // The IANA registry "HTTP Problem Types" has one type that is ours exactly.
    private const string QuotaExceeded = "https://iana.org/assignments/http-problem-types#quota-exceeded";

    /// <summary>The answer of each reason; every reason but <see cref="Reason.Accepted"/> has one.</summary>
    public static RefusalAnswer Of(Reason reason) => All[(int)reason] ?? throw new ArgumentOutOfRangeException(nameof(reason), reason, "is no refusal");

    private static readonly RefusalAnswer?[] All = [.. Enum.GetValues<Reason>().Select(Default)];

    private static RefusalAnswer? Default(Reason reason) => reason switch
    {
        Reason.UnknownHost => new(404, Ours + "unknown-host", "Unknown host", "No API is served for this host."),
        Reason.AmbiguousMessage => new(400, Ours + "ambiguous-message", "Ambiguous message", "The request can be read in more than one way: send one length, one Authorization header, and no control characters."),
        Reason.MethodNotAllowed => new(405, Ours + "method-not-allowed", "Method not allowed", "CONNECT and TRACE are not served, nor are well-known methods in lower case."),
        Reason.MalformedTarget => new(400, Ours + "malformed-target", "Malformed target", "The path or query has broken escapes, invalid UTF-8, control characters, or climbs over the root."),
        Reason.CredentialsMissing => new(401, Ours + "credentials-missing", "Credentials missing", "Send the credentials of your application.", RefusalKind.AuthenticationMissing),
        Reason.CredentialsConflict => new(400, Ours + "credentials-conflict", "Conflicting credentials", "A credential is given more than once with different values. Send it once."),
        Reason.NoMatch => new(404, Ours + "no-match", "No mapping rule matched", "This API has no such method and path.", RefusalKind.NoMatch),
        Reason.RuleNotAccepted => new(503, Ours + "rule-not-accepted", "Not configured", "A mapping rule of this path is being mended by the API's owner."),
        Reason.KeysPending => new(503, Ours + "keys-pending", "Not ready", "The gateway is still loading. Try again."),
        Reason.UnknownKey => new(403, Ours + "unknown-key", "Authentication failed", "The credentials are not those of an application of this API.", RefusalKind.AuthenticationFailed),
        Reason.ExpiredKey => new(403, Ours + "expired-key", "Authentication failed", "The key has expired. Use the one that replaced it.", RefusalKind.AuthenticationFailed),
        Reason.ApplicationNotLive => new(403, Ours + "application-not-live", "Authentication failed", "The application is suspended.", RefusalKind.AuthenticationFailed),
        Reason.NoBackend => new(404, Ours + "no-backend", "Not found", "Nothing is served under this path."),
        Reason.PlanPending => new(503, Ours + "plan-pending", "Not ready", "The application's plan is still being loaded. Try again."),
        Reason.PlanNotAccepted => new(503, Ours + "plan-not-accepted", "Not configured", "The application's plan is being mended by the API's owner."),
        Reason.SecretPending => new(503, Ours + "secret-pending", "Not configured", "A secret that the backend asks for is missing."),
        Reason.MetricDisabled => new(403, Ours + "metric-disabled", "Not in the plan", "The application's plan does not include this call.", RefusalKind.AuthenticationFailed),
        Reason.LimitExceeded => new(429, QuotaExceeded, "Usage limit exceeded", "The application has used up what its plan allows in this period.", RefusalKind.LimitsExceeded),
        Reason.StoreUnavailable => new(503, Ours + "store-unavailable", "Temporarily unavailable", "Usage cannot be checked at the moment. Try again."),
        _ => null,
    };
}
