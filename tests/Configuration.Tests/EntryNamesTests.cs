namespace Headgate.Configuration.Tests;

/// <summary>A name says what an entry is and whose; kubernetes allows letters, digits, '-', '_' and '.' in it.</summary>
public sealed class EntryNamesTests
{
    private const string Longest = "abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz-123456789";

    public static TheoryData<string> Products() =>
    [
        "shop/echo-api",
        "a/b",
        "0/0",
        "shard/shard.2.0",
        "peppers/peppers",
        "shop/x.proxy",
        "shop/x.live",
        "shop/x.upstream",
        "shop/x.applications.0",
        "shop/x.applications.7.applications.3",
        "shop/x.json.gz",
        "shop/x.proxy.json.gz",
        "applications/applications.applications.1",
        $"{Longest}/{Longest}",
    ];

    [Theory, MemberData(nameof(Products))]
    public void Every_kind_of_entry_can_be_told_from_its_name(string product)
    {
        Assert.Equal((EntryKind.Proxy, product), EntryNames.Read(EntryNames.Proxy(product)));
        Assert.Equal((EntryKind.Live, product), EntryNames.Read(EntryNames.Live(product)));
        Assert.Equal((EntryKind.Upstream, product), EntryNames.Read(EntryNames.Upstream(product)));
        foreach (var shard in new[] { 0, 9, 10, 1023 })
            Assert.Equal((EntryKind.Applications, product), EntryNames.Read(EntryNames.Applications(product, shard)));
    }

    [Theory, MemberData(nameof(Products))]
    public void A_name_is_a_key_that_kubernetes_allows(string product)
    {
        string[] names = [EntryNames.Proxy(product), EntryNames.Live(product), EntryNames.Upstream(product), EntryNames.Applications(product, 63), EntryNames.Shard(64, 63), EntryNames.Peppers];
        Assert.All(names, name => Assert.Matches("^[-._a-zA-Z0-9]{1,253}$", name));
        Assert.Equal(names.Length, names.Distinct().Count());
    }

    [Fact]
    public void Markers_and_peppers_belong_to_no_Product()
    {
        Assert.Equal((EntryKind.Shard, null), EntryNames.Read(EntryNames.Shard(1, 0)));
        Assert.Equal((EntryKind.Shard, null), EntryNames.Read(EntryNames.Shard(1024, 1023)));
        Assert.Equal((EntryKind.Peppers, null), EntryNames.Read(EntryNames.Peppers));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".json.gz")]
    [InlineData("readme.txt")]
    [InlineData("shop_x.proxy.json")]
    [InlineData("shop_x.json.gz")]
    [InlineData("shop_x.secrets.json.gz")]
    [InlineData("shop_x.applications.json.gz")]
    [InlineData("shop_x.applications..json.gz")]
    [InlineData("shop_x.applications.one.json.gz")]
    [InlineData("shop_x.applications.0.more.json.gz")]
    [InlineData("shop.proxy.json.gz")]
    [InlineData("_x.proxy.json.gz")]
    [InlineData("shop_.proxy.json.gz")]
    [InlineData("shop_x_y.proxy.json.gz")]
    [InlineData("PEPPERS.json.gz")]
    public void Any_other_name_is_unknown(string name) => Assert.Equal((EntryKind.Unknown, null), EntryNames.Read(name));
}
