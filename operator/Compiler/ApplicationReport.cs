using Headgate.Configuration;
using Headgate.Resources;

namespace Headgate.Compiler;

/// <summary>What the status of an Application says beside its conditions: plan, state and the keys in force, by fingerprint.</summary>
internal static class ApplicationReport
{
    private const int FingerprintDigits = 12;

    /// <summary>Adds it.</summary>
    /// <param name="status">Digest and conditions.</param>
    /// <param name="application">The Application.</param>
    /// <param name="source">Its unit.</param>
    /// <param name="entry">What gateways are told of it; null when it is refused.</param>
    /// <param name="pepper">Makes fingerprints.</param>
    public static ApplicationStatus Of(
        ResourceStatus status, Resources.Application application, UnitSource source, Configuration.Application? entry, Pepper pepper) => new()
        {
            ObservedGeneration = status.ObservedGeneration,
            Conditions = status.Conditions,
            ContentDigest = status.ContentDigest,
            Plan = entry?.Plan,
            State = entry is null ? application.Spec.State : entry.Live ? LifecycleState.Live : LifecycleState.Suspended,
            Credentials = entry is null ? null : CredentialsOf(application, source, pepper),
        };

    private static CredentialsStatus CredentialsOf(Resources.Application application, UnitSource source, Pepper pepper)
    {
        var secret = source.Secrets[GeneratedSecret.UsedBy(application)];
        return new CredentialsStatus
        {
            SecretName = secret.Metadata.Name,
            ResourceVersion = secret.Metadata.ResourceVersion,
            Keys =
            [
                .. Credentials.Read(source.Product!, secret).Keys.Select(key => new KeyStatus
                {
                    Entry = key.Entry,
                    Fingerprint = Convert.ToHexStringLower(Convert.FromBase64String(KeyHash.Compute(pepper, key.Value)))[..FingerprintDigits],
                    ExpiresAt = key.ExpiresAt?.UtcDateTime,
                }),
            ],
        };
    }
}
