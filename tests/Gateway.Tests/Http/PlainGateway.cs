using Headgate.Gateway.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Headgate.Gateway.Tests.Http;

/// <summary>One gateway with one Product and one backend, for all tests of a class.</summary>
public sealed class PlainGateway : IAsyncLifetime
{
    private TestGateway? _gateway;

    internal RawUpstream Upstream { get; } = new();

    internal TestGateway Gateway => _gateway!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(new TestProduct { Backends = [TestProduct.To(Upstream.Url)] });

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    /// <summary>The path that the rules see; null for a refused target.</summary>
    internal string? Inspect(string target) => Inspector.Inspect(
        Gateway.Host.Configuration.Current, "api.test", "GET", target, new HeaderDictionary(), TimeProvider.System.GetUtcNow()).NormalizedPath;
}
