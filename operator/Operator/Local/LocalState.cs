using Headgate.Compiler;
using Headgate.Compiler.Publication;
using Headgate.Operator.Compiling;
using Headgate.Operator.Lint;
using Headgate.Operator.Manifests;

namespace Headgate.Operator.Local;

/// <summary>What is served: one consistent reading of the manifests.</summary>
/// <param name="Snapshot">The objects, generated Secrets included.</param>
/// <param name="Compilation">What they were compiled to.</param>
/// <param name="Findings">What is wrong or doubtful about them.</param>
internal sealed record LocalState(ResourceSnapshot Snapshot, Compilation Compilation, IReadOnlyList<Finding> Findings);

/// <summary>
/// Goes from manifests to published objects again and again. A directory that cannot be read without an error changes nothing: an object
/// that is missing only because of a typing mistake must not count as deleted.
/// </summary>
/// <param name="directory">The manifests.</param>
/// <param name="services">Where Services are.</param>
/// <param name="hasStaging">Whether there is staging, where test calls need a credential.</param>
internal sealed class LocalCompiler(string directory, LocalServices services, bool hasStaging)
{
    private readonly ManifestCompilation _compiler = new(services, hasStaging);
    private readonly Dictionary<string, CompiledProduct> _lastAccepted = new(StringComparer.Ordinal);

    /// <summary>The peppers under which keys are digested.</summary>
    public IReadOnlyList<Configuration.Pepper> Peppers => _compiler.Peppers;

    /// <summary>What a state is compiled for.</summary>
    public CompilerOptions OptionsFor(LocalState state) => _compiler.OptionsFor(state.Snapshot);

    /// <summary>Reads the directory.</summary>
    /// <returns>The new state, or null with the errors that stand against it.</returns>
    public (LocalState? State, IReadOnlyList<Finding> Findings) Read()
    {
        var manifests = ManifestLoader.Load(directory);
        var (compilation, snapshot) = _compiler.Compile(manifests);
        var findings = LintReport.Of(manifests, compilation);
        return manifests.HasErrors ? (null, findings) : (new LocalState(snapshot, compilation, findings), findings);
    }

    /// <summary>The objects to publish. A Product that is not accepted stays as it last was.</summary>
    public IReadOnlyList<PublishedObject> Publish(LocalState state)
    {
        foreach (var product in state.Compilation.Products) _lastAccepted[product.Proxy.Product] = product;
        var present = state.Snapshot.Products.Select(product => product.FullName).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _lastAccepted.Keys.Where(name => !present.Contains(name)).ToList()) _lastAccepted.Remove(gone);
        return Publisher.Publish([.. _lastAccepted.Values.OrderBy(product => product.Proxy.Product, StringComparer.Ordinal)], _compiler.Peppers, LocalPool.Default);
    }
}
