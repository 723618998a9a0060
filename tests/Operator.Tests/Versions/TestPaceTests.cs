using Headgate.Operator.Versions;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Operator.Tests.Versions;

/// <summary>A Product is never called twice in a second, and less often the longer its test fails.</summary>
public class TestPaceTests
{
    private const string Unit = "shop/echo";
    private const string Path = "/hello";

    [Fact]
    public void Calls_that_fail_are_made_after_1_2_4_8_16_and_then_every_30_seconds()
    {
        var time = new FakeTimeProvider();
        var pace = new TestPace(time);
        var waits = new List<double>();
        for (var call = 1; call <= 8; call++)
        {
            Assert.Null(pace.RestOf(Unit, 1, Path));
            Assert.Equal(call, pace.Begin(Unit, 1, Path));
            var rest = pace.RestOf(Unit, 1, Path)!.Value;
            waits.Add(rest.TotalSeconds);
            time.Advance(rest - TimeSpan.FromMilliseconds(1));
            Assert.NotNull(pace.RestOf(Unit, 1, Path));
            time.Advance(TimeSpan.FromMilliseconds(1));
        }
        Assert.Equal([1, 2, 4, 8, 16, 30, 30, 30], waits);
    }

    [Theory, InlineData(2, Path), InlineData(1, "/other")]
    public void Another_version_or_path_is_called_soon_but_not_within_the_second(long number, string path)
    {
        var time = new FakeTimeProvider();
        var pace = new TestPace(time);
        for (var call = 0; call < 4; call++) pace.Begin(Unit, 1, Path);
        time.Advance(TimeSpan.FromMilliseconds(400));
        Assert.Equal(TimeSpan.FromMilliseconds(600), pace.RestOf(Unit, number, path));
        time.Advance(TimeSpan.FromMilliseconds(600));
        Assert.Null(pace.RestOf(Unit, number, path));
        Assert.NotNull(pace.RestOf(Unit, 1, Path));
        Assert.Null(pace.RestOf("shop/other", 1, Path));
    }
}
