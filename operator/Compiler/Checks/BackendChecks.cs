using Headgate.Configuration.Paths;

namespace Headgate.Compiler.Checks;

internal static class BackendChecks
{
    public static void Names(ProductUnit unit, ProblemList problems)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, backend) in unit.Product.Spec.Backends.Index().Where(entry => !seen.Add(entry.Item.Name)))
        {
            problems.Invalid(unit.Product, $"spec.backends[{index}].name", $"The name {backend.Name} is given twice. Names of backends are unique in a Product.");
        }
    }

    public static void Paths(ProductUnit unit, ProblemList problems)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, backend) in unit.Product.Spec.Backends.Index())
        {
            var field = $"spec.backends[{index}].path";
            var canonical = CanonicalPath.Normalize(backend.Path, unit.EncodedSlashes, out _);
            if (canonical is null || backend.Path.Contains('?', StringComparison.Ordinal))
            {
                problems.Invalid(unit.Product, field, $"\"{backend.Path}\" is not a path. It begins with '/', has no query, and its escapes are whole.");
            }
            else if (!seen.Add(canonical.TrimEnd('/')))
            {
                problems.Invalid(unit.Product, field, $"Another backend has the path {canonical}. Each path leads to one backend.");
            }
        }
    }

    public static void Targets(ProductUnit unit, ProblemList problems)
    {
        foreach (var (index, backend) in unit.Product.Spec.Backends.Index())
        {
            var field = $"spec.backends[{index}]";
            if ((backend.Service is null) == (backend.Url is null))
            {
                problems.Invalid(unit.Product, field, "Exactly one of service and url must be set.");
            }
            else if (backend.Url is { } url && !BackendUrl.IsValid(url))
            {
                problems.Invalid(unit.Product, $"{field}.url",
                    $"\"{url}\" cannot be a backend. Write an absolute http or https URL without user, query and fragment, such as https://api.example.com/v1.");
            }
        }
    }
}
