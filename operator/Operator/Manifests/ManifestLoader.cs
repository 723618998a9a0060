using System.Text.Json.Nodes;
using Headgate.Resources;

namespace Headgate.Operator.Manifests;

/// <summary>Reads manifests from files as strictly as the API server would, and says all that is wrong with them at once.</summary>
public static class ManifestLoader
{
    /// <summary>Most problems that are told of one file: nobody reads more, and a hostile file could hold millions.</summary>
    public const int MaxProblems = 2_000;

    /// <summary>
    /// Reads a file, or every <c>*.yaml</c>, <c>*.yml</c> and <c>*.json</c> below a directory in ordinal order of their paths. Never throws
    /// for what the files hold.
    /// </summary>
    public static LoadResult Load(string directoryOrFile)
    {
        var resources = new List<Resource>();
        var problems = new List<ManifestProblem>();
        var remains = new List<JsonObject>();
        var places = new Dictionary<Resource, string>(ReferenceEqualityComparer.Instance);
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        var files = ManifestFiles.Find(directoryOrFile);
        // An empty directory is a mistyped one far more often than a wish to delete everything.
        if (files.Count == 0) problems.Add(Error(directoryOrFile, 0, "holds no manifests (*.yaml, *.yml, *.json)"));
        foreach (var (path, name) in files)
        {
            var file = LoadFile(name, ManifestText.Read(path), seen);
            resources.AddRange(file.Resources);
            problems.AddRange(file.Problems);
            remains.AddRange(file.Remains);
            foreach (var (resource, place) in file.Places) places.Add(resource, place);
        }
        return new LoadResult(resources, problems) { Places = places, Remains = remains };
    }

    private static LoadResult LoadFile(string name, ManifestText text, Dictionary<string, string> seen)
    {
        if (text.Problem is not null) return new LoadResult([], [Error(name, text.Line, text.Problem)]);
        var resources = new List<Resource>();
        var problems = new List<ManifestProblem>();
        var remains = new List<JsonObject>();
        var places = new Dictionary<Resource, string>(ReferenceEqualityComparer.Instance);
        foreach (var document in Documents.Read(text.Text))
        {
            if (document.Problem is not null) Add(Error(name, document.Line, document.Problem));
            foreach (var item in document.Root is null ? [] : ObjectLoader.Load(document.Root))
            {
                foreach (var (severity, problem) in item.Problems)
                    Add(new ManifestProblem(name, problem.Line, severity, item.Label, problem.Field, problem.Message));
                if (item.Identity is not null && !seen.TryAdd(item.Identity, $"{name}:{item.Line}"))
                    Add(Error(name, item.Line, $"the same object stands at {seen[item.Identity]}") with { Object = item.Label });
                else if (item.Resource is not null)
                {
                    resources.Add(item.Resource);
                    places.Add(item.Resource, $"{name}:{item.Line}");
                }
                if (item.Remains is not null) remains.Add(item.Remains);
            }
        }
        return new LoadResult(resources, [.. problems.OrderBy(problem => problem.Line)]) { Places = places, Remains = remains };

        void Add(ManifestProblem problem)
        {
            if (problems.Count < MaxProblems) problems.Add(problem);
            else if (problems.Count == MaxProblems)
                problems.Add(Error(name, problem.Line, $"more than {MaxProblems:N0} problems: the others are not shown"));
        }
    }

    private static ManifestProblem Error(string file, int line, string message) => new(file, line, ManifestSeverity.Error, "", "", message);
}
