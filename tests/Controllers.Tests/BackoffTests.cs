namespace Headgate.Controllers.Tests;

/// <summary>Waits double up to the longest one, and are shortened by up to a half.</summary>
public class BackoffTests
{
    private static readonly Backoff Backoff = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1));

    [Theory]
    [InlineData(1, 0.05)]
    [InlineData(2, 0.1)]
    [InlineData(5, 0.8)]
    [InlineData(11, 51.2)]
    [InlineData(12, 60)]
    [InlineData(32, 60)]
    [InlineData(33, 60)]
    [InlineData(int.MaxValue, 60)]
    public void A_wait_is_between_a_half_of_its_step_and_all_of_it(int failures, double seconds)
    {
        for (var sample = 0; sample < 1000; sample++) Assert.InRange(Backoff.After(failures).TotalSeconds, seconds / 2, seconds);
    }

    [Fact]
    public void Many_do_not_come_at_once()
    {
        var waits = Enumerable.Range(0, 1000).Select(_ => Backoff.After(12).TotalSeconds).ToList();
        Assert.True(waits.Min() < 35 && waits.Max() > 55, $"{waits.Min()} to {waits.Max()}");
    }
}
