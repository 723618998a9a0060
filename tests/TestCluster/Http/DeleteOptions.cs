using System.Text.Json;
using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Http;

/// <summary>How something is to be deleted: from the body, or else from the parameters.</summary>
/// <param name="Policy">Orphan, Foreground or Background; empty for what the object's finalizers say.</param>
/// <param name="IsDryRun">Whether nothing is done.</param>
/// <param name="Preconditions">What the object must be.</param>
internal sealed record DeleteOptions(string Policy, bool IsDryRun, JsonNode? Preconditions)
{
    private static readonly string[] Policies = ["Foreground", "Background", "Orphan", "nil"];

    /// <exception cref="StatusException">They make no sense.</exception>
    public static DeleteOptions Read(ApiRequest request, byte[] body)
    {
        var (policy, dryRun, orphan, preconditions) = ("", request.Query["dryRun"].ToList(), (bool?)null, (JsonNode?)null);
        if (body.Length > 0)
        {
            var options = Decode(body);
            (policy, preconditions) = ((string?)options["propagationPolicy"] ?? "", options["preconditions"]);
            dryRun = options["dryRun"] is JsonArray list ? [.. list.Select(one => (string?)one)] : [];
            orphan = (bool?)options["orphanDependents"];
        }
        else
        {
            policy = request.Query["propagationPolicy"].ToString();
            if (bool.TryParse(request.Query["orphanDependents"], out var asked)) orphan = asked;
        }
        Check(policy, dryRun, orphan);
        if (orphan is { } orphans) policy = orphans ? "Orphan" : "Background";
        return new DeleteOptions(policy, dryRun.Count > 0, preconditions);
    }

    private static JsonObject Decode(byte[] body)
    {
        try
        {
            return JsonText.Parse(body, []) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            throw StatusException.BadRequest($"couldn't get version/kind; json parse error: {GoJson.Problem(body)}");
        }
    }

    private static void Check(string policy, IReadOnlyList<string?> dryRun, bool? orphan)
    {
        var causes = new List<Cause>();
        if (orphan is not null && policy.Length > 0)
            causes.Add(
                Cause.Invalid("propagationPolicy", GoText.Quote(policy), "orphanDependents and deletionPropagation cannot be both set"));
        if (policy.Length > 0 && (policy == "nil" || !Policies.Contains(policy)))
            causes.Add(Cause.NotSupported("propagationPolicy", GoText.Quote(policy), Policies));
        if (dryRun.Any(value => value != "All"))
            causes.Add(
                Cause.NotSupported("dryRun", $"[]string{{{string.Join(", ", dryRun.Select(value => GoText.Quote(value ?? "")))}}}", ["All"]));
        if (causes.Count > 0) throw StatusException.Invalid("meta.k8s.io", "DeleteOptions", "", causes);
    }
}
