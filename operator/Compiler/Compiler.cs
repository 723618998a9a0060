using Headgate.Compiler.Checks;
using Headgate.Compiler.Emit;
using Headgate.Configuration;

namespace Headgate.Compiler;

/// <summary>
/// Resources in, gateway configuration and statuses out. Pure: no I/O, no clock; the same input gives byte-identical output whatever
/// the order it stands in.
/// </summary>
public static class Compiler
{
    /// <summary>Compiles everything: index, resolve, check, emit, report.</summary>
    /// <exception cref="ArgumentException">Two objects of one kind have the same namespace and name, or there is no pepper.</exception>
    public static Compilation Compile(ResourceSnapshot snapshot, CompilerOptions options)
    {
        if (options.Peppers.Count == 0) throw new ArgumentException("At least one pepper is needed.", nameof(options));
        var index = new UnitIndex(snapshot, options);
        var units = index.Build();
        var compiled = units.Select(CompileUnit).ToList();
        var problems = compiled.SelectMany(unit => unit.Problems.Items).Concat(index.Strays.Items).ToList();
        var statuses = StatusReport.Of(snapshot, units, problems);
        return new Compilation(
            [.. compiled.Select(unit => unit.Product).OfType<CompiledProduct>()],
            statuses,
            StatusReport.Sort(problems));
    }

    private static (CompiledProduct? Product, ProblemList Problems) CompileUnit(ProductUnit unit)
    {
        var problems = new ProblemList();
        foreach (var check in AllChecks.InOrder) check(unit, problems);
        return (problems.IsInvalid(unit.Product) ? null : Emit(unit, problems), problems);
    }

    private static CompiledProduct Emit(ProductUnit unit, ProblemList problems) => new(
        unit.Product.Metadata.Uid ?? unit.Product.FullName,
        ProxyEmitter.Emit(unit, problems),
        LiveEmitter.Emit(unit, problems),
        ApplicationEmitter.Emit(unit, problems),
        UpstreamSecretsOf(unit, problems));

    // A secret that is missing refuses requests at the gateway (it finds the header named and no value); the Product itself stays.
    private static UpstreamSecrets? UpstreamSecretsOf(ProductUnit unit, ProblemList problems) =>
        unit.Product.Spec.Upstream?.SecretTokenRef is { } reference && !problems.Refuses(unit.Product)
            ? new UpstreamSecrets
            {
                Format = Contract.Format,
                Product = unit.Product.FullName,
                SecretToken = SecretEntries.Text(unit.Secrets[$"{unit.Product.Metadata.Namespace}/{reference.Name}"], reference.Key)!,
            }
            : null;
}
