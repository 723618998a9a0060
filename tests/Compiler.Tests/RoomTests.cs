using System.Security.Cryptography;
using System.Text;
using Headgate.Compiler.Publication;
using Headgate.Configuration;
using Headgate.Operator.Manifests;
using Headgate.TestSupport;

namespace Headgate.Compiler.Tests;

/// <summary>Where objects are full, the newest are left out whole, and nobody takes the room of those who were there.</summary>
public class RoomTests
{
    private static readonly CompiledProduct Sample =
        TestCompiler.Compile(ManifestLoader.Load(Repository.PathOf("samples/echo")).Resources).Products.Single();

    [Fact]
    public void What_fits_is_taken_whole()
    {
        var fitting = Fit([Product("a/old", 1, 20), Product("b/new", 2, 20)], 1_000_000);
        Assert.Empty(fitting.Products);
        Assert.Empty(fitting.Applications);
        Assert.Equal(40, Applications(fitting).Count);
    }

    [Fact]
    public void The_newest_Applications_are_left_out_whichever_Product_is_older()
    {
        // The owner of the older Product adds many, after the other Product had its own.
        var greedy = Product("a/old", 1, 500, applicationsFrom: 100);
        var modest = Product("b/new", 2, 50, applicationsFrom: 10);
        var fitting = Fit([greedy, modest], 20_000);
        Assert.Empty(fitting.Products);
        Assert.NotEmpty(fitting.Applications);
        Assert.All(fitting.Applications, name => Assert.StartsWith("a/", name, StringComparison.Ordinal));
        var kept = Applications(fitting);
        Assert.Equal(50, kept.Count(name => name.StartsWith("b/", StringComparison.Ordinal)));
        Assert.Equal(550, kept.Count + fitting.Applications.Count);
        // Of the greedy ones the oldest stay.
        var left = fitting.Applications.Select(Number).Min();
        Assert.All(kept.Where(name => name.StartsWith("a/", StringComparison.Ordinal)), name => Assert.True(Number(name) < left, name));
    }

    [Fact]
    public void A_Product_that_does_not_fit_is_left_out_with_all_that_is_its()
    {
        var one = Fit([Product("a/old", 1, 1)], 1_000_000).Entries.Where(entry => entry.Kind == PublishedKind.ConfigMap).Sum(SizeOf);
        var fitting = Fit([Product("a/old", 1, 1), Product("b/new", 2, 1)], one + 100);
        Assert.Equal(["b/new"], fitting.Products);
        Assert.DoesNotContain(fitting.Entries, entry => EntryNames.Read(entry.Name).Product == "b/new");
    }

    [Fact]
    public void Bytes_that_others_use_are_not_given_out()
    {
        var products = new[] { Product("a/old", 1, 100) };
        var all = Fit(products, 1_000_000).Entries.Where(entry => entry.Kind == PublishedKind.Secret).Sum(SizeOf);
        Assert.Empty(Fit(products, all + 100).Applications);
        Assert.NotEmpty(Fit(products, all + 100, reserved: 200).Applications);
    }

    [Theory, InlineData(2_000), InlineData(8_000), InlineData(30_000)]
    public void No_object_is_larger_than_it_may_be(int most)
    {
        var fitting = Fit([Product("a/one", 1, 200), Product("b/two", 2, 200), Product("c/three", 3, 200)], most);
        Assert.All(
            fitting.Entries.GroupBy(entry => (entry.Kind, entry.Shard)),
            group => Assert.InRange(group.Sum(SizeOf), 1, most));
    }

    private static Room.Fitting Fit(IReadOnlyCollection<CompiledProduct> products, int most, int reserved = 0) => Room.Fit(
        products,
        product => PublishedEntry.Of(product, 1),
        1,
        new Dictionary<(PublishedKind, int), int> { [(PublishedKind.Secret, 0)] = reserved },
        most);

    private static CompiledProduct Product(string name, int day, int applications, int applicationsFrom = 1) => Sample with
    {
        Uid = name,
        Proxy = Sample.Proxy with { Product = name },
        Live = Sample.Live with { Product = name },
        Created = Day(day),
        Applications =
        [
            .. Enumerable.Range(0, applications).Select(number => Sample.Applications[0] with
            {
                Uid = $"{name}-{number}",
                Created = Day(applicationsFrom).AddMinutes(number),
                Entry = EntryOf($"{name.Split('/')[0]}/app-{number}"),
            }),
        ],
    };

    // Digests do not compress, so each of these takes room.
    private static Configuration.Application EntryOf(string name) => Sample.Applications[0].Entry with
    {
        Name = name,
        Keys = [Sample.Applications[0].Entry.Keys[0] with { Digest = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(name))) }],
    };

    private static List<string> Applications(Room.Fitting fitting) =>
    [
        .. fitting.Entries.Where(entry => EntryNames.Read(entry.Name).Kind == EntryKind.Applications)
            .SelectMany(entry => EntryContent.Parse(EntryContent.Unpack(entry.Content.Bytes), ConfigurationJson.Default.ApplicationSet).Applications)
            .Select(application => application.Name),
    ];

    private static int SizeOf(PublishedEntry entry) => entry.Name.Length + entry.Content.Bytes.Length;

    private static int Number(string application) => int.Parse(application.Split('-')[^1], System.Globalization.CultureInfo.InvariantCulture);

    private static DateTimeOffset Day(int day) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(day);
}
