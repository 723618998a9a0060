using Headgate.Compiler.Versions;
using Headgate.Resources;

namespace Headgate.Compiler.Tests;

/// <summary>Which version a text names, with digests that no content would give.</summary>
public class VersionChoiceTests
{
    private static readonly VersionHistory History = new(
    [
        Version(1, "aaaaaaaa1111"), Version(2, "aaaaaaaa2222"), Version(3, "bbbbbbbb3333"), Version(4, "bbbbbbbb3333"),
        Version(12345678, "cccccccc4444"), Version(5, "12345679dddd"),
    ]);

    [Theory]
    [InlineData("1", 1)]
    [InlineData("aaaaaaaa1", 1)]
    [InlineData("AAAAAAAA2222", 2)]
    [InlineData("bbbbbbbb", 4)]
    [InlineData("12345678", 12345678)]
    [InlineData("12345679", 5)]
    public void One_is_found(string text, long number) => Assert.Equal(number, VersionChoice.Of(text, History).Version?.Number);

    [Theory]
    [InlineData("aaaaaaaa", Reasons.VersionAmbiguous)]
    [InlineData("aaaaaaa", Reasons.VersionNotFound)]
    [InlineData("99", Reasons.VersionNotFound)]
    [InlineData("dddddddd", Reasons.VersionNotFound)]
    [InlineData("-1", Reasons.VersionNotFound)]
    [InlineData("", Reasons.VersionNotFound)]
    public void None_is_found_and_why(string text, string reason)
    {
        var choice = VersionChoice.Of(text, History);
        Assert.Null(choice.Version);
        Assert.Equal(reason, choice.Reason);
        Assert.Contains("There are version 12345678 (cccccccc4444)", choice.Problem, StringComparison.Ordinal);
    }

    private static ProductVersion Version(long number, string digest) => new(number, digest, null);
}
