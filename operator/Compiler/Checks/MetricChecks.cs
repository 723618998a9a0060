using Headgate.Configuration;
using Headgate.Resources;

namespace Headgate.Compiler.Checks;

internal static class MetricChecks
{
    public static void Names(ProductUnit unit, ProblemList problems)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { Contract.Hits };
        foreach (var (field, name) in Entries(unit.Product.Spec).Where(entry => !seen.Add(entry.Name)))
        {
            problems.Invalid(unit.Product, field, name == Contract.Hits
                ? "The metric hits is built in. Remove the entry; methods are its children."
                : $"The name {name} is given twice. Methods and metrics share one set of names.");
        }
    }

    public static void Parents(ProductUnit unit, ProblemList problems)
    {
        foreach (var (index, metric) in unit.Product.Spec.Metrics.Index().Where(entry => entry.Item.Parent is not null))
        {
            var field = $"spec.metrics[{index}].parent";
            if (!unit.Metrics.Contains(metric.Parent!))
            {
                problems.Invalid(unit.Product, field, $"There is no metric {metric.Parent}. {Known(unit)}", Reasons.MetricNotFound);
            }
            else if (unit.Metrics.IsCircular(metric.Name))
            {
                problems.Invalid(unit.Product, field, $"The parents of {metric.Name} lead in a circle. Remove one of them.");
            }
        }
    }

    /// <summary>A sentence that lists what may be named.</summary>
    public static string Known(ProductUnit unit)
    {
        const int most = 20;
        var names = unit.Metrics.Names;
        var more = names.Count > most ? $" and {names.Count - most} more" : "";
        return $"The Product {unit.Product.Metadata.Name} has {string.Join(", ", names.Take(most))}{more}.";
    }

    private static IEnumerable<(string Field, string Name)> Entries(ProductSpec spec) =>
        spec.Methods.Index().Select(entry => ($"spec.methods[{entry.Index}].name", entry.Item.Name))
            .Concat(spec.Metrics.Index().Select(entry => ($"spec.metrics[{entry.Index}].name", entry.Item.Name)));
}
