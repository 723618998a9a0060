using Headgate.Configuration;
using Headgate.Gateway.Admin;
using Headgate.Gateway.Hosting;
using Headgate.Gateway.Source;
using Headgate.Limits;
using Headgate.Limits.Redis;
using Headgate.Limits.Statistics;
using Headgate.TestSupport.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Gateway.Tests.Counters;

/// <summary>What statistics went lost, could not be written, and when they were sent last: in the status and in the metrics.</summary>
public class StorePageTests
{
    [Fact]
    public async Task What_found_no_room_is_told_as_lost()
    {
        var time = new FakeTimeProvider();
        using var configuration = new ConfigurationSource(AppContext.BaseDirectory, time, NullLogger<ConfigurationSource>.Instance);
        await using var counters = new SharedCounters(
            new RedisSettings { Addresses = [new RedisAddress("127.0.0.1", 1)] }, configuration, time, NullLogger<SharedCounters>.Instance);
        for (var entry = 0; entry < UsageStatistics.MostEntries; entry++) counters.Statistics.Answered($"acme/app-{entry}", 200, at: null);
        counters.Statistics.Answered("acme/more", 200, at: null);
        var call = new ReserveRequest();
        call.Begin("acme/more");
        call.AddCost(Contract.Hits, 5);
        call.Now = time.GetUtcNow();
        counters.Statistics.Count(call);

        await using var services = new ServiceCollection().AddSingleton(_ => counters).BuildServiceProvider();
        var (page, text) = (new StorePage(services), new MetricsText());
        var status = page.Status();
        Assert.Equal((1, 5, 1, 0, null), (status.LostCalls, status.LostUnits, status.LostAnswers, status.BlockedUnits, status.FlushedAt));
        page.Write(text);
        var lines = text.ToString().Split('\n');
        Assert.Contains("headgate_usage_lost_calls_total 1", lines);
        Assert.Contains("headgate_usage_lost_units_total 5", lines);
        Assert.Contains("headgate_usage_lost_answers_total 1", lines);
        Assert.Contains("headgate_usage_last_flush_timestamp_seconds 0", lines);
    }

    [Fact]
    public async Task What_could_not_be_written_is_told_and_when_all_was_sent()
    {
        await using var stage = await SharedStage.StartAsync(TimeSpan.FromSeconds(10));
        // Of every year, so that none can begin meanwhile unseen.
        foreach (var year in new[] { 0, 1 })
        {
            var start = CalendarWindow.Of(Period.Year, TimeProvider.System.GetUtcNow().AddYears(year)).Start;
            await stage.RunAsync("SET", (string)new CounterKeys("headgate", "production").Window("acme/good", Period.Year, start)!, "another's");
        }
        var before = (await stage.StoreAsync()).BlockedUnits;
        Assert.Equal(200, (await stage.Gateway.GetAsync("/")).Status);
        await Patience.UntilAsync(async () => (await stage.StoreAsync()).BlockedUnits >= before + 2, "a unit and an answer that are blocked");
        await Patience.UntilAsync(async () => (await stage.StoreAsync()).FlushedAt is not null, "a flush");
        var status = await stage.StoreAsync();
        Assert.Equal(status.BlockedUnits, await stage.MetricAsync("headgate_usage_blocked_units_total"));
        Assert.InRange(await stage.MetricAsync("headgate_usage_last_flush_timestamp_seconds"), status.FlushedAt!.Value.ToUnixTimeMilliseconds() / 1000.0, double.MaxValue);
        Assert.Equal(0, status.LostUnits);
    }
}
