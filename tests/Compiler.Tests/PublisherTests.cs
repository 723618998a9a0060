using Headgate.Compiler.Publication;
using Headgate.Configuration;
using Headgate.Operator.Manifests;
using Headgate.TestSupport;

namespace Headgate.Compiler.Tests;

public class PublisherTests
{
    private static readonly IReadOnlyList<CompiledProduct> Products = TestCompiler.Compile(ManifestLoader.Load(Repository.PathOf("samples/echo")).Resources).Products;

    [Theory, InlineData(1), InlineData(4), InlineData(16)]
    public void Every_entry_stands_in_one_object_and_every_shard_has_its_marker(int shards)
    {
        var objects = Publish(shards);
        Assert.Equal((2 * shards) + 1, objects.Count);
        var entries = objects.Where(item => item.Kind == PublishedKind.ConfigMap).SelectMany(item => item.Entries.Keys).ToList();
        Assert.Equal(entries.Distinct().Count(), entries.Count);
        Assert.Equal(shards, entries.Count(entry => EntryNames.Read(entry).Kind == EntryKind.Shard));
        Assert.Contains(EntryNames.Proxy("echo/echo-api"), entries);
        Assert.Contains(EntryNames.Live("echo/echo-api"), entries);
    }

    [Fact]
    public void Names_tell_pool_number_of_shards_and_shard() =>
        Assert.Equal(
            ["headgate-p-products-2-0", "headgate-p-products-2-1", "headgate-p-applications-2-0", "headgate-p-applications-2-1", "headgate-p-peppers"],
            Publish(2).Select(item => item.Name));

    [Fact]
    public void The_same_input_gives_the_same_bytes()
    {
        var one = Publish(4).SelectMany(item => item.Entries.Values).Select(entry => Convert.ToHexString(entry.Bytes.Span));
        var other = Publish(4).SelectMany(item => item.Entries.Values).Select(entry => Convert.ToHexString(entry.Bytes.Span));
        Assert.Equal(one, other);
    }

    [Fact]
    public void Shards_are_filled_evenly()
    {
        var counts = new int[8];
        for (var index = 0; index < 8000; index++) counts[Publisher.ShardOf($"uid-{index}", 8)]++;
        Assert.All(counts, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void No_key_is_published()
    {
        var text = string.Concat(Publish(1).SelectMany(item => item.Entries.Values).Select(entry => System.Text.Encoding.UTF8.GetString(EntryContent.Unpack(entry.Bytes))));
        Assert.DoesNotContain("SAMPLE-KEY", text, StringComparison.Ordinal);
    }

    private static IReadOnlyList<PublishedObject> Publish(int shards) =>
        Publisher.Publish(Products, TestCompiler.Peppers, new Pool { Name = "p", Environment = "production", Shards = shards });
}
