using Headgate.Compiler.Checks;
using Headgate.Configuration;
using Headgate.Resources;

namespace Headgate.Compiler.Emit;

/// <summary>Makes the entries of the accepted Applications of a Product. Digests only: no key leaves the Secret it lives in.</summary>
internal static class ApplicationEmitter
{
    public static IReadOnlyList<CompiledApplication> Emit(ProductUnit unit, ProblemList problems) =>
    [
        .. unit.Applications
            .Where(application => IsPublished(application, problems))
            .OrderBy(application => application.FullName, StringComparer.Ordinal)
            .Select(application => new CompiledApplication(application.Metadata.Uid ?? application.FullName, Entry(application, unit))
            {
                Created = application.Metadata.CreationTimestamp,
            }),
        .. TestCredential.Applications(unit),
    ];

    // One that names a refused plan stays: the plan says that its calls are refused, and the caller learns it is not the key's fault.
    private static bool IsPublished(Resources.Application application, ProblemList problems) =>
        problems.Items.All(problem => problem.Resource != application
            || problem.Severity == Severity.Warning
            || problem.Reason == Reasons.PlanNotAccepted);

    private static Configuration.Application Entry(Resources.Application application, ProductUnit unit)
    {
        var secret = unit.Secrets[GeneratedSecret.UsedBy(application)];
        return new Configuration.Application
        {
            Name = application.FullName,
            Plan = ApplicationChecks.PlanOf(application, unit),
            Live = IsLive(application, unit),
            AppId = unit.Product.Spec.Authentication.AppIdAndKey is null ? null : Credentials.AppId(application, secret),
            Keys = KeysOf(secret, unit),
        };
    }

    /// <summary>Digests of the keys in a Secret.</summary>
    public static IReadOnlyList<KeyDigest> KeysOf(Secret secret, ProductUnit unit) =>
    [
        .. from key in Credentials.Read(unit.Product, secret).Keys
           from pepper in unit.Options.Peppers
           select new KeyDigest { Pepper = pepper.Id, Digest = KeyHash.Compute(pepper, key.Value), ExpiresAt = key.ExpiresAt },
    ];

    private static bool IsLive(Resources.Application application, ProductUnit unit) =>
        application.Spec.State == LifecycleState.Live
        && (application.Spec.AccountRef is not { } reference
            || unit.Accounts[$"{application.Metadata.Namespace}/{reference.Name}"].Spec.State == LifecycleState.Live);
}
