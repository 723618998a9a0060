using Headgate.Configuration.Paths;
using Headgate.Gateway.Credentials;
using Microsoft.Extensions.Primitives;

namespace Headgate.Gateway.Pipeline;

/// <summary>One step of the pipeline: finds something out, or says why the request is refused.</summary>
internal delegate Reason Step(Call call, DateTimeOffset now);

/// <summary>The steps of a decision, in the order of SEMANTICS §1. Booking the limits comes after them.</summary>
internal static class Steps
{
    public static IReadOnlyList<Step> InOrder { get; } =
    [
        FindProduct,
        CheckMessage,
        ReadTarget,
        ReadCredentials,
        MatchRules,
        FindApplication,
        ChooseBackend,
        PriceCall,
    ];

    /// <summary>The steps that judge the request itself, whoever sends it.</summary>
    public static IReadOnlyList<Step> BeforeCredentials { get; } = [FindProduct, CheckMessage, ReadTarget, MatchRules, ChooseBackend];

    /// <summary>The steps that judge who sends it.</summary>
    public static IReadOnlyList<Step> OfCredentials { get; } = [ReadCredentials, FindApplication, PriceCall];

    private static Reason FindProduct(Call call, DateTimeOffset now) =>
        (call.Product = call.Snapshot.Find(call.Host)) is null ? Reason.UnknownHost : Reason.Accepted;

    private static Reason CheckMessage(Call call, DateTimeOffset now)
    {
        // Methods are case-sensitive, but "get" would leave as GET: past the rules of GET.
        if (call.Method is "CONNECT" or "TRACE" || call.Method != HttpMethods.GetCanonicalizedValue(call.Method)) return Reason.MethodNotAllowed;
        var headers = call.Headers;
        if (headers.Authorization.Count > 1) return Reason.AmbiguousMessage;
        if (headers.TransferEncoding.Count == 0) return Reason.Accepted;
        // Other codings would leave the body undecoded and unnamed. Kestrel renames a Content-Length that stands beside
        // Transfer-Encoding; it would reach the backend under that name.
        return IsChunked(headers.TransferEncoding) && headers.ContentLength is null && !headers.ContainsKey("X-Content-Length")
            ? Reason.Accepted
            : Reason.AmbiguousMessage;
    }

    private static bool IsChunked(StringValues codings) => codings.Count == 1 && string.Equals(codings[0], "chunked", StringComparison.OrdinalIgnoreCase);

    private static Reason ReadTarget(Call call, DateTimeOffset now)
    {
        if (!RequestTarget.TrySplit(call.Target, out var start, out var length)) return Reason.MalformedTarget;
        call.SplitTarget(start, length);
        // An absolute form may end with its authority: the path is then the root.
        if (length == 0) call.ReplacePath("/");
        var isQuery = RequestTarget.IsQuery(call.Query);
        if (isQuery && CanonicalPath.IsCanonical(call.Path)) return Reason.Accepted;
        var canonical = isQuery ? CanonicalPath.Normalize(call.Path, call.Product.Version.Proxy.EncodedSlashes, out _) : null;
        // What cannot be normalised may hold anything, and is not even logged.
        call.ReplacePath(canonical ?? "");
        return canonical is null ? Reason.MalformedTarget : Reason.Accepted;
    }

    private static Reason ReadCredentials(Call call, DateTimeOffset now)
    {
        call.Credentials = call.Product.Version.Credentials.Read(call.Headers, call.QueryMemory);
        return call.Credentials.Outcome switch
        {
            CredentialOutcome.Missing => Reason.CredentialsMissing,
            CredentialOutcome.Conflicting => Reason.CredentialsConflict,
            _ => Reason.Accepted,
        };
    }

    private static Reason MatchRules(Call call, DateTimeOffset now)
    {
        var version = call.Product.Version;
        version.Matcher.Match(call.Method, call.Path, call.Query, call.Match);
        var rules = call.Match.Rules;
        if (rules.IsEmpty) return Reason.NoMatch;
        foreach (var rule in rules)
        {
            if (version.RuleMetrics[rule] < 0) return Reason.RuleNotAccepted;
        }
        return Reason.Accepted;
    }

    private static Reason FindApplication(Call call, DateTimeOffset now)
    {
        var applications = call.Product.Applications;
        if (!applications.Usable) return Reason.KeysPending;
        var credentials = call.Credentials;
        var found = call.Product.Version.Proxy.Authentication.AppIdAndKey is null
            ? applications.Find(credentials.Key.Span)
            : applications.Find(credentials.Id.Span, credentials.Key.Span);
        if (found is not { } key) return Reason.UnknownKey;
        if (key.IsExpired(now)) return Reason.ExpiredKey;
        call.Application = key.Application;
        return key.Application.Live ? Reason.Accepted : Reason.ApplicationNotLive;
    }

    private static Reason ChooseBackend(Call call, DateTimeOffset now)
    {
        foreach (var backend in call.Product.Version.Backends)
        {
            if (!backend.Covers(call.Path)) continue;
            call.Backend = backend;
            return call.Product.LacksSecret ? Reason.SecretPending : Reason.Accepted;
        }
        return Reason.NoBackend;
    }

    private static Reason PriceCall(Call call, DateTimeOffset now)
    {
        if (call.Product.Live.PlanOf(call.Application) is not { } plan) return Reason.PlanPending;
        return plan.Denied ? Reason.PlanNotAccepted : Pricing.Price(call, plan);
    }
}
