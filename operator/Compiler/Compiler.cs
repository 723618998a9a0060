using Headgate.Compiler.Checks;
using Headgate.Compiler.Emit;
using Headgate.Configuration;
using Headgate.Resources;

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
        var units = UnitIndex.Sort(snapshot).Select(source => CompileUnit(source, options)).ToList();
        return new Compilation(
            [.. units.Select(unit => unit.Product).OfType<CompiledProduct>()],
            StatusReport.Sort(units.SelectMany(unit => unit.Statuses).Concat(snapshot.Accounts.Select(CompileAccount))),
            StatusReport.Sort(units.SelectMany(unit => unit.Problems)));
    }

    /// <summary>Compiles one Product with what names it: index, resolve, check, emit, report.</summary>
    /// <exception cref="ArgumentException">Two objects of one kind have the same namespace and name, or there is no pepper.</exception>
    public static CompiledUnit CompileUnit(UnitSource source, CompilerOptions options)
    {
        if (options.Peppers.Count == 0) throw new ArgumentException("At least one pepper is needed.", nameof(options));
        var problems = new ProblemList();
        var unit = UnitBuilder.Build(source, options, problems);
        if (unit is not null)
            foreach (var check in source.IsVersion ? AllChecks.OfVersions : AllChecks.InOrder) check(unit, problems);
        var product = unit is null || problems.IsInvalid(unit.Product) ? null : Emit(unit, problems);
        return new CompiledUnit(
            source.Name,
            product,
            StatusReport.Of(source, problems.Items, product, options),
            StatusReport.Sort(problems.Items));
    }

    /// <summary>The status of an Account, which belongs to no Product.</summary>
    public static CompiledStatus CompileAccount(Account account) => StatusReport.Of(account);

    private static CompiledProduct Emit(ProductUnit unit, ProblemList problems) => new(
        unit.Product.Metadata.Uid ?? unit.Product.FullName,
        ProxyEmitter.Emit(unit, problems),
        LiveEmitter.Emit(unit, problems),
        ApplicationEmitter.Emit(unit, problems),
        UpstreamSecretsOf(unit, problems))
    { Created = unit.Product.Metadata.CreationTimestamp };

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
