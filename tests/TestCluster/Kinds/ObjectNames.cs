using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Headgate.TestCluster.Http;

namespace Headgate.TestCluster.Kinds;

/// <summary>What objects may be called, and how names are completed.</summary>
internal static partial class ObjectNames
{
    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";

    private const string LabelProblem = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string ServiceProblem = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    public const string SubdomainProblem = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    public static bool IsSubdomain(string name) => name.Length is > 0 and <= 253 && Subdomain().IsMatch(name);

    /// <summary>A name that begins as asked, with five letters that nobody can read as a word.</summary>
    public static string Generate(string prefix) =>
        prefix[..Math.Min(prefix.Length, 58)] + string.Concat(Enumerable.Range(0, 5).Select(_ => Letters[Random.Shared.Next(Letters.Length)]));

    public static IEnumerable<Cause> Check(ResourceType type, JsonObject item)
    {
        var metadata = item["metadata"]!.AsObject();
        var name = (string?)metadata["name"] ?? "";
        if (name.Length == 0)
        {
            yield return Cause.Required("metadata.name", "name or generateName is required");
            yield break;
        }
        // Names of roles and bindings may hold anything that fits into a path.
        if (type.Group.StartsWith("rbac.", StringComparison.Ordinal)) yield break;
        var (fits, problem) = type.Kind switch
        {
            "Namespace" => (Label().IsMatch(name) && name.Length <= 63, LabelProblem),
            "Service" => (ServiceLabel().IsMatch(name) && name.Length <= 63, ServiceProblem),
            _ => (IsSubdomain(name), SubdomainProblem),
        };
        if (!fits) yield return Cause.Invalid("metadata.name", Cause.Quote(name), problem);
        foreach (var (key, value) in metadata["labels"] as JsonObject ?? [])
            if (!LabelValue().IsMatch((string?)value ?? "") || ((string?)value)?.Length > 63)
                yield return Cause.Invalid("metadata.labels", Cause.Quote((string?)value ?? ""), LabelValueProblem((string?)value ?? "", key));
        if ((metadata["annotations"] as JsonObject ?? []).Sum(annotation => annotation.Key.Length + ((string?)annotation.Value ?? "").Length) > 256 * 1024)
            yield return new Cause("FieldValueTooLong", "Too long: must have at most 262144 bytes", "metadata.annotations");
    }

    private static string LabelValueProblem(string value, string key) => value.Length > 63 && key.Length > 0
        ? "must be no more than 63 characters"
        : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")]
    private static partial Regex Subdomain();

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex Label();

    [GeneratedRegex("^[a-z]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex ServiceLabel();

    [GeneratedRegex("^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$")]
    private static partial Regex LabelValue();
}
