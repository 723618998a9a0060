using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.TestSupport;

namespace Headgate.Configuration.Tests;

/// <summary>
/// The published bytes are a contract between versions of operator and gateway: a change of them republishes everything, and a gateway of
/// the other version may refuse it. HEADGATE_REGENERATE=1 writes the golden files anew; the diff is the review.
/// </summary>
public sealed class GoldenEntryTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    public static TheoryData<string> Entries() => ContractEntry.Names();

    [Theory, MemberData(nameof(Entries))]
    public void The_bytes_are_those_of_the_golden_file(string name)
    {
        var entry = ContractEntry.Named(name);
        var golden = Repository.PathOf($"tests/Configuration.Tests/Golden/{name}.json");
        if (Environment.GetEnvironmentVariable("HEADGATE_REGENERATE") == "1") File.WriteAllText(golden, Golden(entry));
        Assert.Equal(File.ReadAllText(golden), Golden(entry));
    }

    [Theory, MemberData(nameof(Entries))]
    public void An_entry_read_and_written_again_is_the_same_bytes(string name)
    {
        var entry = ContractEntry.Named(name);
        Assert.Equal(entry.Json, entry.ReadBack(entry.Json));
    }

    [Theory, MemberData(nameof(Entries))]
    public void Writing_twice_gives_the_same_bytes_and_they_unpack_to_the_JSON(string name)
    {
        var (one, other) = (ContractEntry.Named(name).Content, ContractEntry.Named(name).Content);
        Assert.True(one.Bytes.Span.SequenceEqual(other.Bytes.Span));
        Assert.Equal(ContractEntry.Named(name).Json, EntryContent.Unpack(one.Bytes));
        Assert.Equal(EntryContent.DigestOf(ContractEntry.Named(name).Json), one.Digest);
    }

    [Fact]
    public void Members_that_are_null_are_left_out() =>
        Assert.DoesNotContain("null", string.Concat(ContractEntry.All.Select(entry => Encoding.UTF8.GetString(entry.Json))), StringComparison.Ordinal);

    private static string Golden(ContractEntry entry) =>
        new JsonObject { ["digest"] = entry.Content.Digest, ["entry"] = JsonNode.Parse(entry.Json) }.ToJsonString(Readable) + "\n";
}
