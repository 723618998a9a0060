using Headgate.Configuration;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Statuses;

/// <summary>Says in an Application's status what is used and left.</summary>
internal static class UsageStatus
{
    /// <summary>Adds usage to a status.</summary>
    public static ApplicationStatus With(ApplicationStatus status, Plan plan, UsageTotal total, DateTimeOffset now)
    {
        var usage = plan.Limits.Select(limit => Of(limit, total, now)).ToList();
        // The one of which the least share is left; among equals the shortest period.
        var tightest = usage.OrderBy(limit => limit.Limit == 0 ? 0 : (double)limit.Remaining / limit.Limit).ThenBy(limit => limit.Period).FirstOrDefault();
        return status with
        {
            Usage = usage,
            Current = new CurrentUsage
            {
                Hits = total.Hits,
                Remaining = tightest?.Remaining,
                ResetAt = tightest?.ResetAt,
                Limit = tightest is null ? null : $"{tightest.Metric} per {tightest.Period}",
            },
        };
    }

    private static Resources.LimitUsage Of(Limit limit, UsageTotal total, DateTimeOffset now)
    {
        var (used, most, resetAt) = total.Limits.GetValueOrDefault((limit.Metric, limit.Period));
        if (resetAt <= now) (used, most, resetAt) = (0, 0, null);
        return new Resources.LimitUsage
        {
            Metric = limit.Metric,
            Period = (Resources.Period)limit.Period,
            Used = used,
            Limit = limit.Value,
            Remaining = Math.Max(0, limit.Value - most),
            ResetAt = used == 0 ? null : resetAt?.UtcDateTime,
        };
    }
}
