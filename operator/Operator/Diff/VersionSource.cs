using Headgate.Compiler.Versions;

namespace Headgate.Operator.Diff;

/// <summary>The versions of one Product, and what is written of it now.</summary>
/// <param name="Product">The Product as <c>namespace/name</c>.</param>
/// <param name="History">The versions.</param>
/// <param name="Now">What is written now; null when that is not known.</param>
internal sealed record VersionSource(string Product, VersionHistory History, VersionContent? Now);

/// <summary>One side of a comparison.</summary>
/// <param name="Label">What people call it.</param>
/// <param name="Content">What it holds.</param>
internal sealed record DiffSide(string Label, VersionContent Content)
{
    /// <summary>Words that stand for a version.</summary>
    public const string Words = "production, staging, newest or now";

    /// <summary>Reads a side: a word, a number, the beginning of a digest, or a path to manifests.</summary>
    /// <exception cref="DiffFailure">There is no such.</exception>
    public static DiffSide Of(string text, Func<VersionSource> source, Func<string, VersionSource> files)
    {
        if (IsPath(text))
            return new DiffSide(text, files(text).Now ?? throw new DiffFailure($"{text} holds no such Product."));
        var versions = source();
        switch (text)
        {
            case "now":
                return new DiffSide("now", versions.Now ?? throw new DiffFailure($"There are no manifests of the Product {versions.Product}."));
            case "production" or "staging" or "newest":
                var named = text switch { "production" => versions.History.Production, "staging" => versions.History.Staging, _ => versions.History.Newest };
                return Of(text, named ?? throw new DiffFailure($"The Product {versions.Product} has no version for {text} yet."));
        }
        var choice = VersionChoice.Of(text, versions.History);
        return choice.Version is { } version ? Of("", version) : throw new DiffFailure(choice.Problem);
    }

    /// <summary>Whether a text is meant as a path: no version is called so.</summary>
    public static bool IsPath(string text) => text.Contains(Path.DirectorySeparatorChar) || text.StartsWith('.') || Directory.Exists(text) || File.Exists(text);

    private static DiffSide Of(string word, ProductVersion version) => version.Content is { } content
        ? new DiffSide(word.Length == 0 ? version.ToString() : $"{word}, {version}", content)
        : throw new DiffFailure($"This release cannot read {version}: another one wrote it, or somebody changed it.");
}
