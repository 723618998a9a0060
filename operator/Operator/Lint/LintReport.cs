using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.Compiler;
using Headgate.Operator.Compiling;
using Headgate.Operator.Manifests;
using Headgate.Resources;

namespace Headgate.Operator.Lint;

/// <summary>One finding, whichever part of the program made it.</summary>
/// <param name="Level"><c>error</c>, <c>warning</c> or <c>note</c>.</param>
/// <param name="Place"><c>file:line</c>; empty when it is not known.</param>
/// <param name="Subject"><c>Kind/name</c>; may be empty.</param>
/// <param name="Field">The field; may be empty.</param>
/// <param name="Reason">One word; empty for what a manifest cannot be read for.</param>
/// <param name="Message">What is wrong and what mends it.</param>
internal sealed record Finding(string Level, string Place, string Subject, string Field, string Reason, string Message)
{
    public static Finding Of(ManifestProblem problem) => new(
        problem.Severity == ManifestSeverity.Error ? "error" : "note",
        problem.Line > 0 ? $"{problem.File}:{problem.Line}" : problem.File, problem.Object, problem.Field, "", problem.Message);

    public static Finding Of(Problem problem, string place) => new(
        problem.Severity == Severity.Error ? "error" : "warning", place, problem.Resource.Label, problem.Field, problem.Reason, problem.Message);

    /// <summary><c>file:line: Kind/name: field: message</c>, without what is not known.</summary>
    public override string ToString() =>
        string.Join(": ", new[] { Place, Subject, Field, Level == "error" ? Message : $"{Level}: {Message}" }.Where(part => part.Length > 0));
}

/// <summary>All that is wrong or doubtful in a directory of manifests.</summary>
internal static class LintReport
{
    /// <summary>Findings of the manifests themselves, then of what they mean together; not those that only follow from another one.</summary>
    public static IReadOnlyList<Finding> Of(LoadResult manifests, Compilation compilation) =>
    [
        .. manifests.Problems.Select(Finding.Of),
        .. compilation.Problems
            .Where(problem => problem.Reason is not (Reasons.ProductNotAccepted or Reasons.PlanNotAccepted))
            .Select(problem => Finding.Of(problem, manifests.PlaceOf(problem.Resource))),
    ];

    /// <summary>Reads a directory and writes what it finds.</summary>
    /// <returns>The exit code: 1 with any error or warning, else 0. Notes do not count.</returns>
    public static int Run(string directory, bool json, TextWriter output)
    {
        var manifests = ManifestLoader.Load(directory);
        var (compilation, _) = new ManifestCompilation(new LocalServices(new Dictionary<string, string>(), null)).Compile(manifests);
        var findings = Of(manifests, compilation);
        if (json) output.WriteLine(Json(findings).ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        else WriteText(findings, manifests, output);
        return findings.Any(finding => finding.Level != "note") ? 1 : 0;
    }

    private static void WriteText(IReadOnlyList<Finding> findings, LoadResult manifests, TextWriter output)
    {
        foreach (var finding in findings) output.WriteLine(finding);
        var errors = findings.Count(finding => finding.Level == "error");
        var warnings = findings.Count(finding => finding.Level == "warning");
        output.WriteLine($"{manifests.Resources.Count} objects, {errors} errors, {warnings} warnings");
    }

    private static JsonArray Json(IReadOnlyList<Finding> findings) =>
    [
        .. findings.Select(finding => new JsonObject
        {
            ["severity"] = finding.Level,
            ["place"] = finding.Place,
            ["object"] = finding.Subject,
            ["field"] = finding.Field,
            ["reason"] = finding.Reason,
            ["message"] = finding.Message,
        }),
    ];
}
