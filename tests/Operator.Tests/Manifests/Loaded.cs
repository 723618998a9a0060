using System.Text;
using Headgate.Operator.Manifests;

namespace Headgate.Operator.Tests.Manifests;

/// <summary>Loads texts by way of files in a directory of their own, which is gone afterwards.</summary>
internal static class Loaded
{
    public static LoadResult Text(string text, string name = "test.yaml") => Files((name, text));

    public static LoadResult Files(params (string Name, string Text)[] files) =>
        Bytes([.. files.Select(file => (file.Name, Encoding.UTF8.GetBytes(file.Text)))]);

    public static LoadResult Bytes(params (string Name, byte[] Content)[] files) => Within(directory =>
    {
        foreach (var (name, content) in files)
        {
            var path = Path.Combine(directory, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }
    });

    public static LoadResult Within(Action<string> fill)
    {
        var directory = Directory.CreateTempSubdirectory("headgate-manifests-").FullName;
        try
        {
            fill(directory);
            return ManifestLoader.Load(directory);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    public static string[] Lines(this LoadResult result) => [.. result.Problems.Select(problem => problem.ToString())];
}
