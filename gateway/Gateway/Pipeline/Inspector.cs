using Headgate.Gateway.Credentials;
using Headgate.Gateway.Snapshots;

namespace Headgate.Gateway.Pipeline;

/// <summary>Says what the pipeline would do with a request and why, without booking anything: the steps themselves are run.</summary>
public static class Inspector
{
    /// <summary>Runs the steps that need no credentials, then, if there are any, those that do.</summary>
    public static Inspection Inspect(Snapshot snapshot, string host, string method, string target, IHeaderDictionary headers, DateTimeOffset now)
    {
        var call = new Call();
        call.Begin(snapshot, host, method, target, headers);
        var reason = Run(call, now, Steps.BeforeCredentials);
        var costs = reason == Reason.Accepted ? Costs(call) : [];
        var credentials = reason == Reason.Accepted ? Run(call, now, Steps.OfCredentials) : reason;
        return new Inspection
        {
            Product = call.Product,
            NormalizedPath = call.Path.IsEmpty || reason is Reason.AmbiguousMessage or Reason.MalformedTarget ? null : call.Path.ToString(),
            Rules = [.. call.Match.Rules],
            Reason = reason,
            Costs = costs,
            Backend = call.Backend,
            CredentialsReason = credentials,
            HasCredentials = reason == Reason.Accepted && call.Credentials.Outcome != CredentialOutcome.Missing,
            Application = call.Application,
            Plan = call.Application is { } application ? call.Product!.Live.PlanOf(application) : null,
        };
    }

    private static Reason Run(Call call, DateTimeOffset now, IReadOnlyList<Step> steps) =>
        steps.Select(step => step(call, now)).FirstOrDefault(reason => reason != Reason.Accepted, Reason.Accepted);

    private static IReadOnlyList<(string Metric, long Units)> Costs(Call call)
    {
        var usage = Pricing.Usage(call);
        var costs = new List<(string, long)>();
        for (var metric = 0; metric < usage.Length; metric++)
        {
            if (usage[metric] > 0) costs.Add((call.Product!.Version.Metrics.NameOf(metric), usage[metric]));
        }
        return costs;
    }
}

/// <summary>What <see cref="Inspector"/> found.</summary>
public sealed record Inspection
{
    /// <summary>The Product; null for an unknown host.</summary>
    public ProductRuntime? Product { get; init; }

    /// <summary>The path that is matched and forwarded; null when it cannot be normalised.</summary>
    public string? NormalizedPath { get; init; }

    /// <summary>Indexes of the rules that match, in order.</summary>
    public required IReadOnlyList<int> Rules { get; init; }

    /// <summary>What the request would be refused with whoever sends it.</summary>
    public required Reason Reason { get; init; }

    /// <summary>What it costs, ancestors included.</summary>
    public required IReadOnlyList<(string Metric, long Units)> Costs { get; init; }

    /// <summary>The backend; null when none has the path.</summary>
    public BackendRuntime? Backend { get; init; }

    /// <summary>What it would be refused with for its credentials; the same as <see cref="Reason"/> when that refuses.</summary>
    public required Reason CredentialsReason { get; init; }

    /// <summary>Whether it has any credentials.</summary>
    public required bool HasCredentials { get; init; }

    /// <summary>Whose the credentials are; null for nobody's.</summary>
    public ApplicationRuntime? Application { get; init; }

    /// <summary>The plan of the Application.</summary>
    public PlanRuntime? Plan { get; init; }

    /// <summary>The status that a reason is answered with here; 200 for an accepted request.</summary>
    public int StatusOf(Reason reason) =>
        reason == Reason.Accepted ? StatusCodes.Status200OK : Product?.Version.Refusals.StatusOf(reason) ?? RefusalAnswer.Of(reason).Status;
}
