using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.Compiler;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Operator.Cluster.StagingTest;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Statuses;

/// <summary>Says what the status of an object should be now.</summary>
internal sealed class StatusComposer(
    StatusBoard board, PoolStates pools, UsageBoard usage, AccountProgress accounts, StagingTests tests, TimeProvider time)
{
    private const int PoolDigits = 16;
    private static readonly string[] UsageFields = ["usage", "current"];

    /// <summary>The status, conditions without times; null while nothing can be said of the object yet.</summary>
    public JsonObject? Compose(StatusKey target, Observed observed)
    {
        if (observed.Problems.Count > 0) return ToJson(UnreadableStatus.Of(observed));
        if (observed is Observed<Account> { Resource: { } account }) return ToJson(OfAccount(account, observed));
        if (board.Find(target) is not { } found || found.Compiled.Status.ObservedGeneration != observed.Generation) return null;
        var entry = found with { Compiled = WithRoom(found.Compiled, target) };
        var warned = target.Kind == Kinds.Products ? tests.Add(WithWarning(entry.Compiled, entry, observed), entry.Unit) : entry.Compiled;
        var status = Complete(warned with { Status = warned.Status with { ContentDigest = Digest(target, entry) } }, Progress(target, entry, observed));
        if (status is not ApplicationStatus application) return ToJson(status);
        return usage.Knows(target, pools.Of(entry.Unit)) ? ToJson(WithUsage(application, target, entry)) : WithUsageOf(observed, ToJson(status));
    }

    private ResourceStatus OfAccount(Account account, Observed observed)
    {
        var compiled = Compiler.Compiler.CompileAccount(account);
        var isKnown = accounts.IsKnown(account) || !WasProgrammed(observed, compiled.Status.ContentDigest);
        return Complete(compiled, isKnown ? accounts.Of(account) : new Progress(true, Reasons.Programmed, AccountProgress.Served));
    }

    // Until gateways have told, what was written last is the best that is known.
    private static JsonObject WithUsageOf(Observed observed, JsonObject status)
    {
        var before = observed.ReadStatus();
        foreach (var field in UsageFields)
            if (before?[field] is { } value) status[field] = value.DeepClone();
        return status;
    }

    private static ResourceStatus Complete(CompiledStatus compiled, Progress progress) =>
        compiled.Status with { Conditions = ConditionSet.Complete(compiled.Status, progress) };

    private ApplicationStatus WithUsage(ApplicationStatus status, StatusKey target, BoardEntry entry) =>
        entry.Product?.Live.Plans.FirstOrDefault(plan => plan.Name == status.Plan) is { } plan
            ? UsageStatus.With(status, plan, usage.Of(target), time.GetUtcNow())
            : status;

    // What each pool is told is part of it: what a new pool does not serve yet is not programmed.
    private string? Digest(StatusKey target, BoardEntry entry)
    {
        if (entry.Compiled.Status.ContentDigest is not { } content) return null;
        var told = pools.Of(entry.Unit).Select(pool => $"{pool.Configuration.Namespace}/{pool.Configuration.Name} {pool.ToldOf(target, entry.Unit)}\n");
        return $"{content}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(told.Order(StringComparer.Ordinal)))))[..PoolDigits]}";
    }

    private Progress Progress(StatusKey target, BoardEntry entry, Observed observed)
    {
        if (entry.Compiled.Status.ContentDigest is not { } digest) return Statuses.Progress.Nothing;
        var serving = pools.Of(entry.Unit).ToList();
        var isProduct = target.Kind == Kinds.Products;
        if (serving.Count == 0) return new Progress(false, Reasons.NoGateways, "No pool of gateways is configured to serve it.");
        if (isProduct && !entry.Versions.IsSettled) return new Progress(false, Reasons.Pending, Unsettled);
        // A rule that a version in use has otherwise is not served as it is written.
        var told = serving.Where(pool => pool.ToldOf(target, entry.Unit) is { } expected && (target.Kind != Kinds.MappingRules || expected == digest)).ToList();
        if (told.Count == 0) return NobodyIsTold(target, entry, serving);
        var counts = string.Join(" ", told.Select(pool => CountOf(pool, entry.Unit)));
        var isUnchanged = !told.Any(pool => pool.Changed.ContainsKey(target));
        if (told.All(pool => pool.Programmed.GetValueOrDefault(target) == pool.ToldOf(target, entry.Unit)) || (isUnchanged && WasProgrammed(observed, Digest(target, entry))))
            return new Progress(true, Reasons.Programmed, isProduct ? counts : "Every ready gateway serves it.");
        if (!isProduct) return new Progress(false, Reasons.Pending, "Not every ready gateway serves it yet.");
        return new Progress(false, told.Any(pool => pool.Report.Ready == 0) ? Reasons.NoGateways : Reasons.Pending, counts);
    }

    private const string Unsettled = "A version is made of it when nothing has changed for two seconds.";

    private static Progress NobodyIsTold(StatusKey target, BoardEntry entry, List<PoolState> serving)
    {
        if (target.Kind == Kinds.MappingRules && !entry.Versions.IsSettled) return new Progress(false, Reasons.Pending, Unsettled);
        if (serving.All(pool => !pool.Units.ContainsKey(entry.Unit))) return new Progress(false, Reasons.Pending, "On its way.");
        return new Progress(false, Reasons.NotPromoted, "No gateway is to serve it: the newest version is not in production, and staging does not serve it.");
    }

    private static string CountOf(PoolState pool, string unit)
    {
        var name = pool.Configuration.Name;
        if (pool.Report.Ready == 0) return $"The pool {name} has no ready gateway.";
        var silent = pool.Report.Silent.Count == 0 ? "" : $" No answer from {string.Join(", ", pool.Report.Silent.Take(3))}.";
        return $"{pool.Report.Serving.GetValueOrDefault(unit)} of {pool.Report.Ready} ready gateways of the pool {name} serve it.{silent}";
    }

    // What an earlier process found holds as long as the content is the same.
    private static bool WasProgrammed(Observed observed, string? digest) =>
        observed.ReadStatus() is { } status
        && (string?)status["contentDigest"] == digest
        && (status["conditions"] as JsonArray ?? []).Any(condition =>
            (string?)condition!["type"] == ConditionTypes.Programmed && (string?)condition["status"] == nameof(ConditionStatus.True));

    private CompiledStatus WithRoom(CompiledStatus compiled, StatusKey target)
    {
        if (pools.All.Select(pool => pool.NoRoom.GetValueOrDefault(target)).FirstOrDefault(message => message is not null) is not { } full) return compiled;
        var conditions = compiled.Status.Conditions.Select(condition => condition.Type != ConditionTypes.Accepted ? condition : condition with
        {
            Status = ConditionStatus.False,
            Reason = Reasons.NoRoom,
            Message = full,
        });
        return compiled with { Status = compiled.Status with { Conditions = [.. conditions], ContentDigest = null } };
    }

    private CompiledStatus WithWarning(CompiledStatus compiled, BoardEntry entry, Observed observed)
    {
        if (entry.Product?.Live is not { } live || !live.Plans.Any(plan => plan.Limits.Count > 0)) return compiled;
        return compiled with { Status = CounterWarnings.Add(compiled.Status, [.. pools.Of(entry.Unit)], live.WhenStoreUnavailable.ToString(), observed) };
    }

    private static JsonObject ToJson(ResourceStatus status) => (status switch
    {
        ApplicationStatus application => JsonSerializer.SerializeToNode(application, ResourcesJson.Default.ApplicationStatus),
        ProductStatus product => JsonSerializer.SerializeToNode(product, ResourcesJson.Default.ProductStatus),
        _ => JsonSerializer.SerializeToNode(status, ResourcesJson.Default.ResourceStatus),
    })!.AsObject();
}
