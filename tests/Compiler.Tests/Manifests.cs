using Headgate.Operator.Manifests;
using Headgate.Resources;

namespace Headgate.Compiler.Tests;

/// <summary>Reads manifests out of the text of a case.</summary>
internal static class Manifests
{
    /// <summary>The objects, which must be readable.</summary>
    public static IReadOnlyList<Resource> Load(string manifests)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("golden-").FullName, "case.yaml");
        File.WriteAllText(file, manifests);
        var result = ManifestLoader.Load(file);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        Assert.Empty(result.Problems);
        return result.Resources;
    }
}
