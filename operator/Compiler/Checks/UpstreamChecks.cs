using Headgate.Resources;

namespace Headgate.Compiler.Checks;

internal static class UpstreamChecks
{
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(1);

    // Headers that frame the message or name its target: a token there would break every request.
    private static readonly HashSet<string> FramingHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Content-Length", "Transfer-Encoding", "Keep-Alive", "Upgrade", "TE", "Trailer", "Expect", "Proxy-Connection",
    };

    public static void Timeout(ProductUnit unit, ProblemList problems)
    {
        if (unit.Product.Spec.Upstream is not { } upstream) return;
        if (Duration.Parse(upstream.Timeout) is not { } timeout || timeout < ShortestTimeout || timeout > LongestTimeout)
        {
            problems.Invalid(unit.Product, "spec.upstream.timeout", $"\"{upstream.Timeout}\" is not between 1ms and 1h. Write a duration such as 500ms, 30s or 1m30s.");
        }
    }

    public static void Headers(ProductUnit unit, ProblemList problems)
    {
        if (unit.Product.Spec.Upstream is not { } upstream) return;
        if (upstream.HostHeader is { } host && (Uri.CheckHostName(host.Split(':')[0]) == UriHostNameType.Unknown || !Uri.TryCreate($"http://{host}/", UriKind.Absolute, out var uri) || uri.Authority.Length == 0 || uri.PathAndQuery != "/"))
        {
            problems.Invalid(unit.Product, "spec.upstream.hostHeader", $"\"{host}\" cannot be a Host header. Write a host name with an optional port.");
        }
        if (upstream.SecretTokenRef is { } token && FramingHeaders.Contains(token.Header))
        {
            problems.Invalid(unit.Product, "spec.upstream.secretTokenRef.header", $"The header {token.Header} belongs to HTTP itself. Choose a name of your own.");
        }
    }

    public static void SecretToken(ProductUnit unit, ProblemList problems)
    {
        if (unit.Product.Spec.Upstream?.SecretTokenRef is not { } reference) return;
        var name = $"{unit.Product.Metadata.Namespace}/{reference.Name}";
        if (!unit.Secrets.TryGetValue(name, out var secret))
        {
            problems.Unresolved(unit.Product, "spec.upstream.secretTokenRef.name", Reasons.SecretNotFound,
                $"There is no Secret {name}. Create it with the entry {reference.Key} and the label {Secret.CredentialsLabel}. "
                + "Requests are refused with 503 until it exists.");
        }
        else if (secret.Metadata.Labels?.ContainsKey(Secret.CredentialsLabel) != true)
        {
            problems.Unresolved(unit.Product, "spec.upstream.secretTokenRef.name", Reasons.SecretNotFound,
                $"The Secret {name} has no label {Secret.CredentialsLabel}, so it is not read. "
                + $"Run: kubectl -n {secret.Metadata.Namespace} label secret {secret.Metadata.Name} {Secret.CredentialsLabel}=true");
        }
        else if (SecretEntries.Text(secret, reference.Key) is not { Length: > 0 } token || token.Any(character => character is < ' ' or > '~'))
        {
            problems.Unresolved(unit.Product, "spec.upstream.secretTokenRef.key", Reasons.SecretNotFound,
                $"The Secret {name} has no entry {reference.Key} that can stand in a header: one line of printable ASCII without a line break at its end.");
        }
    }
}
