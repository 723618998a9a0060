using System.Text.RegularExpressions;

namespace Headgate.TestCluster.Kinds;

/// <summary>What things may be called, in the words of k8s.io/apimachinery (pkg/util/validation).</summary>
internal static partial class ObjectNames
{
    public const string SubdomainProblem = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";

    private const string LabelProblem = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string OldLabelProblem = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    private const string QualifiedProblem = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string ValueProblem = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    public static bool IsSubdomain(string name) => !SubdomainProblems(name).Any();

    public static IEnumerable<string> SubdomainProblems(string name) => Problems(name, 253, Subdomain(), SubdomainProblem);

    /// <summary>Labels of RFC 1123, which may begin with a digit.</summary>
    public static IEnumerable<string> LabelProblems(string name) => Problems(name, 63, Label(), LabelProblem);

    /// <summary>Labels of RFC 1035, which may not.</summary>
    public static IEnumerable<string> OldLabelProblems(string name) => Problems(name, 63, OldLabel(), OldLabelProblem);

    public static IEnumerable<string> ValueProblems(string value) => Problems(value, 63, LabelValue(), ValueProblem);

    /// <summary>Names with an optional domain before a slash: of labels, annotations, finalizers.</summary>
    public static IEnumerable<string> QualifiedProblems(string text)
    {
        var parts = text.Split('/');
        if (parts.Length > 2)
        {
            yield return $"a qualified name {QualifiedProblem} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
            yield break;
        }
        if (parts.Length == 2 && parts[0].Length == 0) yield return "prefix part must be non-empty";
        else if (parts.Length == 2)
        {
            foreach (var problem in SubdomainProblems(parts[0])) yield return $"prefix part {problem}";
        }
        var name = parts[^1];
        if (name.Length == 0) yield return "name part must be non-empty";
        else if (name.Length > 63) yield return "name part must be no more than 63 characters";
        if (!Qualified().IsMatch(name)) yield return $"name part {QualifiedProblem}";
    }

    /// <summary>Names that may hold anything that fits into a path.</summary>
    public static IEnumerable<string> SegmentProblems(string name)
    {
        if (name is "." or "..") yield return $"may not be '{name}'";
        foreach (var letter in "/%")
            if (name.Contains(letter, StringComparison.Ordinal)) yield return $"may not contain '{letter}'";
    }

    /// <summary>A name that begins as asked, with five letters that nobody can read as a word.</summary>
    public static string Generate(string prefix) =>
        prefix[..Math.Min(prefix.Length, 58)] + string.Concat(
            Enumerable.Range(0, 5).Select(_ => Letters[Random.Shared.Next(Letters.Length)]));

    private static IEnumerable<string> Problems(string name, int most, Regex pattern, string problem)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(name) > most) yield return $"must be no more than {most} characters";
        if (!pattern.IsMatch(name)) yield return problem;
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"^[a-z]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex OldLabel();

    [GeneratedRegex(@"^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z")]
    private static partial Regex Qualified();

    [GeneratedRegex(@"^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\z")]
    private static partial Regex LabelValue();
}
