using Headgate.Configuration;

namespace Headgate.Compiler.Emit;

/// <summary>Lets the operator's test call in: a client of staging that is no Application, under a plan of its own without limits.</summary>
internal static class TestCredential
{
    public static IEnumerable<Plan> Plans(ProductUnit unit) =>
        unit.TestSecret is null ? [] : [new Plan { Name = Contract.TestClient(unit.Product.FullName), Denied = false, Limits = [] }];

    public static IEnumerable<CompiledApplication> Applications(ProductUnit unit)
    {
        if (unit.TestSecret is not { } secret) yield break;
        var name = Contract.TestClient(unit.Product.FullName);
        var entry = new Configuration.Application
        {
            Name = name,
            Plan = name,
            Live = true,
            AppId = unit.Product.Spec.Authentication.AppIdAndKey is null ? null : SecretEntries.Text(secret, Credentials.AppIdEntry),
            Keys = ApplicationEmitter.KeysOf(secret, unit),
        };
        if (entry.Keys.Count > 0) yield return new CompiledApplication(unit.Product.Metadata.Uid ?? name, entry) { Created = unit.Product.Metadata.CreationTimestamp };
    }
}
