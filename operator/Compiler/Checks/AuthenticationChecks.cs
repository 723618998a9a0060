using Headgate.Resources;

namespace Headgate.Compiler.Checks;

internal static class AuthenticationChecks
{
    public static void ExactlyOneMode(ProductUnit unit, ProblemList problems)
    {
        var modes = unit.Product.Spec.Authentication;
        if (new object?[] { modes.UserKey, modes.AppIdAndKey, modes.OpenIdConnect }.Count(mode => mode is not null) != 1)
        {
            problems.Invalid(unit.Product, "spec.authentication", "Exactly one of userKey, appIdAndKey and openIdConnect must be set.");
        }
        else if (modes.OpenIdConnect is not null)
        {
            problems.Invalid(unit.Product, "spec.authentication.openIdConnect",
                "This release does not verify tokens. Use userKey or appIdAndKey.", Reasons.UnsupportedValue);
        }
    }

    public static void DistinctPlaces(ProductUnit unit, ProblemList problems)
    {
        var modes = unit.Product.Spec.Authentication;
        Check("userKey", modes.UserKey?.In);
        Check("appIdAndKey", modes.AppIdAndKey?.In);

        void Check(string mode, IReadOnlyList<CredentialPlace>? places)
        {
            if (places is not null && places.Distinct().Count() != places.Count)
                problems.Invalid(unit.Product, $"spec.authentication.{mode}.in", "A place is listed twice. Remove one.");
        }
    }

    public static void DistinctNames(ProductUnit unit, ProblemList problems)
    {
        if (unit.Product.Spec.Authentication.AppIdAndKey is { } mode && SameHeader(mode.IdName, mode.KeyName))
        {
            problems.Invalid(unit.Product, "spec.authentication.appIdAndKey.keyName",
                $"The identifier and the key would both be read from {mode.IdName}. Give them different names (case, '-' and '_' make no difference).");
        }
    }

    private static bool SameHeader(string one, string other) =>
        string.Equals(one.Replace('_', '-'), other.Replace('_', '-'), StringComparison.OrdinalIgnoreCase);
}
