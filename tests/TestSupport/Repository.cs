using System.Reflection;

namespace Headgate.TestSupport;

/// <summary>Finds files of this checkout, and those shared beside it.</summary>
public static class Repository
{
    /// <summary>The checkout's top folder.</summary>
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!.TrimEnd('/');

    /// <summary>A path below the checkout.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>The observed cases beside the checkout, or null with a checkout alone: the test then says why it is skipped.</summary>
    public static string? FindVectors(string file)
    {
        var path = Path.GetFullPath(Path.Combine(Root, "..", "shared", "vectors", file));
        return File.Exists(path) ? path : null;
    }
}
