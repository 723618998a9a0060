using System.Text.Json;
using Headgate.TestSupport;

namespace Headgate.Limits.Tests.Vectors;

/// <summary>The lines of a file of observed cases.</summary>
internal static class ObservedLines
{
    /// <summary>Every case of a file; skips the test where the files are not beside the checkout.</summary>
    public static IEnumerable<JsonElement> Of(string file)
    {
        var path = Repository.FindVectors(file);
        if (path is null) Assert.Skip($"The observed cases are not beside this checkout (../shared/vectors/{file}).");
        return File.ReadLines(path).Select(line => JsonElement.Parse(line));
    }

    /// <summary>The string of a property.</summary>
    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    /// <summary>A property, or null without it and where it is null.</summary>
    public static JsonElement? Find(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
