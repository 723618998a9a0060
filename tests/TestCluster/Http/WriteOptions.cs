using System.Text;

namespace Headgate.TestCluster.Http;

/// <summary>What parameters of a write may be (k8s.io/apimachinery, pkg/apis/meta/v1/validation).</summary>
internal static class WriteOptions
{
    private const int LongestManager = 128;

    private static readonly string[] FieldValidations = ["", "Ignore", "Strict", "Warn"];

    /// <exception cref="StatusException">They are not.</exception>
    public static void Check(ApiRequest request, bool isApply = false)
    {
        var causes = new List<Cause>();
        var manager = request.Query["fieldManager"].ToString();
        if (isApply && manager.Length == 0) causes.Add(Cause.Required("fieldManager", "is required for apply patch"));
        if (!isApply && request.Verb == "patch" && request.Query.ContainsKey("force"))
            causes.Add(Cause.Forbidden("force", "may not be specified for non-apply patch"));
        if (Encoding.UTF8.GetByteCount(manager) > LongestManager)
            causes.Add(Cause.TooLong("fieldManager", $"must have at most {LongestManager} bytes"));
        var position = 0;
        foreach (var rune in manager.EnumerateRunes())
        {
            if (!GoText.IsPrintable(rune))
                causes.Add(
                    Cause.Invalid("fieldManager", GoText.Quote(manager), $"invalid character U+{rune.Value:X4} (at position {position})"));
            position += rune.Utf8SequenceLength;
        }
        var dryRun = request.Query["dryRun"].Where(value => value is { Length: > 0 }).ToList();
        if (dryRun.Exists(value => value != "All"))
            causes.Add(
                Cause.NotSupported("dryRun", $"[]string{{{string.Join(", ", dryRun.Select(value => GoText.Quote(value!)))}}}", ["All"]));
        var validation = request.Query["fieldValidation"].ToString();
        if (!FieldValidations.Contains(validation))
            causes.Add(Cause.NotSupported("fieldValidation", GoText.Quote(validation), FieldValidations));
        if (causes.Count == 0) return;
        var kind = request.Verb switch { "create" => "CreateOptions", "update" => "UpdateOptions", _ => "PatchOptions" };
        throw StatusException.Invalid("meta.k8s.io", kind, "", causes);
    }
}
