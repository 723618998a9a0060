using System.Text;
using Headgate.Compiler;
using Headgate.Compiler.Versions;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Operator.Compiling;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Units;

/// <summary>The Secret with the credential of a Product's test call, where there is to be one.</summary>
internal sealed class TestCredentials(PoolStates pools)
{
    /// <summary>The Secret that is missing; null when none is.</summary>
    public Secret? MissingOf(UnitSource source)
    {
        if (source.Product is not { Spec.Staging: { Test: not null, Hosts.Count: > 0 } } product) return null;
        if (!pools.Of(source.Name).Any(pool => pool.Configuration.Environment == GatewayEnvironment.Staging)) return null;
        return source.Secrets.ContainsKey(GeneratedSecret.ForTestOf(product))
            ? null
            : GeneratedCredentials.SecretForTest(product, Encoding.ASCII.GetBytes(GeneratedCredentials.NewKey()));
    }
}
