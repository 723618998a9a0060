using Headgate.Resources;

namespace Headgate.Compiler.Checks;

internal static class ResponseChecks
{
    public static void BodilessStatus(ProductUnit unit, ProblemList problems)
    {
        foreach (var (name, response) in Named(unit.Product.Spec.Responses))
        {
            // RFC 9110 §15.3.5, §15.3.6, §15.4.5: these answers have no content.
            if (response is { Status: 204 or 205 or 304, Body.Length: > 0 })
            {
                problems.Invalid(unit.Product, $"spec.responses.{name}.body",
                    $"An answer with status {response.Status} has no body (RFC 9110). Remove the body or choose another status.");
            }
        }
    }

    /// <summary>The answers that are set, by the name of their field.</summary>
    public static IEnumerable<(string Name, RefusalResponse Response)> Named(ProductResponses? responses)
    {
        if (responses?.AuthenticationMissing is { } missing) yield return ("authenticationMissing", missing);
        if (responses?.AuthenticationFailed is { } failed) yield return ("authenticationFailed", failed);
        if (responses?.NoMatch is { } noMatch) yield return ("noMatch", noMatch);
        if (responses?.LimitsExceeded is { } exceeded) yield return ("limitsExceeded", exceeded);
    }
}
