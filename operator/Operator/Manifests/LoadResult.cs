using System.Text.Json.Nodes;
using Headgate.Resources;

namespace Headgate.Operator.Manifests;

/// <summary>What a directory of manifests held.</summary>
/// <param name="Resources">The objects without an error, in the order of the files and of the objects in them.</param>
/// <param name="Problems">All problems of all files, by file and line.</param>
public sealed record LoadResult(IReadOnlyList<Resource> Resources, IReadOnlyList<ManifestProblem> Problems)
{
    /// <summary>What could be read of the objects of ours that have errors.</summary>
    public IReadOnlyList<JsonObject> Remains { get; init; } = [];

    /// <summary>Where each object begins, as <c>file:line</c>.</summary>
    public IReadOnlyDictionary<Resource, string> Places { get; init; } = new Dictionary<Resource, string>();

    /// <summary>Where an object begins, as <c>file:line</c>; empty for one that stands in no file.</summary>
    public string PlaceOf(Resource resource) => Places.GetValueOrDefault(resource, "");

    /// <summary>Whether anything was refused.</summary>
    public bool HasErrors => Problems.Any(problem => problem.Severity == ManifestSeverity.Error);
}
