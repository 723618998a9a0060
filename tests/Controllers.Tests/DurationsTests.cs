namespace Headgate.Controllers.Tests;

/// <summary>A histogram as Prometheus wants it: each bucket counts everything up to its bound.</summary>
public class DurationsTests
{
    [Fact]
    public void A_duration_counts_in_its_bucket_and_in_all_above()
    {
        var durations = new Durations();
        foreach (var seconds in new[] { 0.004, 0.01, 0.3, 60, 61 }) durations.Add(TimeSpan.FromSeconds(seconds));
        var (counts, count, sum) = durations.Read();
        Assert.Equal([2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 4], counts);
        Assert.Equal(5, count);
        Assert.Equal(121.314, sum, 9);
    }

    [Fact]
    public void What_was_read_does_not_change()
    {
        var durations = new Durations();
        var (counts, _, _) = durations.Read();
        durations.Add(TimeSpan.Zero);
        Assert.All(counts, count => Assert.Equal(0, count));
        Assert.All(durations.Read().Counts, count => Assert.Equal(1, count));
    }

    [Fact]
    public void Bounds_grow() => Assert.Equal(Durations.Bounds.Order().Distinct(), Durations.Bounds);
}
