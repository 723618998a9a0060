using Headgate.Resources;

namespace Headgate.Compiler;

/// <summary>Which of two claims came first: creation time, then <c>namespace/name</c> (the rule of Gateway API's HTTPRoute).</summary>
internal static class Age
{
    public static IOrderedEnumerable<T> OldestFirst<T>(this IEnumerable<T> resources) where T : Resource =>
        resources.OrderBy(resource => resource.Metadata.CreationTimestamp ?? DateTimeOffset.MinValue)
            .ThenBy(resource => resource.FullName, StringComparer.Ordinal);
}
