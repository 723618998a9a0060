using Headgate.Resources;

namespace Headgate.Compiler.Checks;

internal static class CredentialChecks
{
    private const int ShortestStrongKey = 20;

    public static void Entries(ProductUnit unit, ProblemList problems)
    {
        foreach (var application in unit.Applications)
        {
            if (!unit.Secrets.TryGetValue(GeneratedSecret.UsedBy(application), out var secret))
            {
                var made = application.Spec.Credentials is null;
                problems.Unresolved(application, made ? "spec.credentials" : "spec.credentials.secretRef.name", Reasons.SecretNotFound, made
                    ? "The Secret with its key is being made. If there is one of that name already, it lacks the label headgate.dev/credentials."
                    : $"There is no Secret {GeneratedSecret.UsedBy(application)}. Create it with the entry {Credentials.KeyEntry(unit.Product)} and the label {Secret.CredentialsLabel}.");
            }
            else if (secret.Metadata.Labels?.ContainsKey(Secret.CredentialsLabel) != true)
            {
                problems.Unresolved(application, "spec.credentials.secretRef.name", Reasons.SecretNotFound,
                    $"The Secret {secret.FullName} has no label {Secret.CredentialsLabel}, so it is not read. "
                    + $"Run: kubectl -n {secret.Metadata.Namespace} label secret {secret.Metadata.Name} {Secret.CredentialsLabel}=true");
            }
            else
            {
                CheckSecret(unit, application, secret, problems);
            }
        }
    }

    public static void Strength(ProductUnit unit, ProblemList problems)
    {
        foreach (var (application, secret) in WithSecret(unit))
        {
            foreach (var key in Credentials.Read(unit.Product, secret).Keys.Where(key => key.Value.Length < ShortestStrongKey))
            {
                problems.Warn(application, "spec.credentials", Reasons.WeakKey,
                    $"The key {key.Entry} of the Secret {secret.FullName} has fewer than {ShortestStrongKey} characters and can be guessed. Use a random one of 43.");
            }
        }
    }

    /// <summary>Two Applications with one credential: the newer is refused, and not told whose it is.</summary>
    public static void Collisions(ProductUnit unit, ProblemList problems)
    {
        var byId = unit.Product.Spec.Authentication.AppIdAndKey is not null;
        var owners = new Dictionary<string, Resources.Application>(StringComparer.Ordinal);
        foreach (var (application, secret) in WithSecret(unit))
        {
            var claims = byId
                ? Credentials.AppId(application, secret) is { } id ? [id] : []
                : Credentials.Read(unit.Product, secret).Keys.Select(key => key.Value);
            foreach (var claim in claims)
            {
                if (owners.TryAdd(claim, application) || owners[claim] == application) continue;
                problems.Invalid(application, byId ? "spec.appId" : "spec.credentials",
                    byId ? "The application id is already in use for this Product. Choose another." : "A key is already in use for this Product. Make a new random one.",
                    Reasons.CredentialInUse);
                break;
            }
        }
    }

    private static void CheckSecret(ProductUnit unit, Resources.Application application, Secret secret, ProblemList problems)
    {
        var entry = Credentials.KeyEntry(unit.Product);
        var (keys, rejected) = Credentials.Read(unit.Product, secret);
        foreach (var (name, message) in rejected)
            problems.Warn(application, "spec.credentials", Reasons.KeyNotInForce, $"The entry {name} of the Secret {secret.FullName} is not in force. {message}");
        if (keys.Count == 0)
        {
            problems.Unresolved(application, "spec.credentials", Reasons.SecretNotFound,
                $"The Secret {secret.FullName} has no usable entry {entry}. Further keys are named {entry}.NAME.");
        }
        if (unit.Product.Spec.Authentication.AppIdAndKey is null) return;
        if (Credentials.AppIdsDiffer(application, secret))
            problems.Invalid(application, "spec.appId", $"The Secret {secret.FullName} has another app_id. Make them equal, or remove one.");
        else if (Credentials.AppId(application, secret) is not { Length: > 0 } id || id.Any(character => character is <= ' ' or > '~'))
            problems.Unresolved(application, "spec.appId", Reasons.SecretNotFound, $"It has no application id. Set spec.appId, or the entry app_id of the Secret {secret.FullName}, to printable ASCII without spaces.");
    }

    private static IEnumerable<(Resources.Application Application, Secret Secret)> WithSecret(ProductUnit unit) =>
        from application in unit.Applications
        let secret = unit.Secrets.GetValueOrDefault(GeneratedSecret.UsedBy(application))
        where secret?.Metadata.Labels?.ContainsKey(Secret.CredentialsLabel) == true
        select (application, secret);
}
