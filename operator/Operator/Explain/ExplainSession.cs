using Headgate.Compiler.Publication;
using Headgate.Gateway.Pipeline;
using Headgate.Gateway.Snapshots;
using Headgate.Gateway.Source;
using Headgate.Operator.Compiling;
using Headgate.Operator.Manifests;
using Microsoft.AspNetCore.Http;

namespace Headgate.Operator.Explain;

/// <summary>A gateway's configuration made from manifests and loaded as a gateway loads it, to ask it questions.</summary>
internal sealed class ExplainSession
{
    private readonly Snapshot _snapshot;
    private readonly TimeProvider _time;

    private ExplainSession(Snapshot snapshot, TimeProvider time)
    {
        _snapshot = snapshot;
        _time = time;
    }

    /// <summary>The Products that are served.</summary>
    public IReadOnlyList<ProductRuntime> Products => _snapshot.Products;

    /// <summary>Loads a directory of manifests.</summary>
    /// <returns>The session, and what is wrong with the manifests: what they still make is explained all the same.</returns>
    public static (ExplainSession Session, IReadOnlyList<Lint.Finding> Findings) Load(string directory, TimeProvider time)
    {
        var manifests = ManifestLoader.Load(directory);
        var compiler = new ManifestCompilation(new LocalServices(new Dictionary<string, string>(), null));
        var (compilation, _) = compiler.Compile(manifests);
        using var published = new ConfigurationDirectory();
        published.Write(Publisher.Publish(compilation.Products, compiler.Peppers, LocalPool.Default));
        return (new ExplainSession(new ConfigurationLoader(published.Root).Load(), time), Lint.LintReport.Of(manifests, compilation));
    }

    /// <summary>Explains one request. Without a host the only Product is meant, if there is only one.</summary>
    public Inspection Inspect(string? host, string method, string target, IHeaderDictionary headers)
    {
        var named = host ?? (headers.Host.Count > 0 ? headers.Host.ToString() : null);
        var meant = named ?? (Products.Count == 1 ? Products[0].Hosts[0] : "");
        return Inspector.Inspect(_snapshot, meant, method, target, headers, _time.GetUtcNow());
    }
}
