using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Controllers.Tests;

/// <summary>Keys wait once, are worked on by one worker at a time, and come again when they failed.</summary>
public class WorkQueueTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_come_in_the_order_they_were_added_and_once()
    {
        using var queue = new WorkQueue<string>(TimeProvider.System);
        foreach (var key in new[] { "a", "b", "a", "c", "b" }) queue.Add(key);
        Assert.Equal(3, queue.Depth);
        Assert.Equal(["a", "b", "c"], [await queue.TakeAsync(Cancel), await queue.TakeAsync(Cancel), await queue.TakeAsync(Cancel)]);
        Assert.Equal(0, queue.Depth);
    }

    [Fact]
    public async Task A_key_that_was_added_while_it_is_worked_on_comes_again_after_that()
    {
        using var queue = new WorkQueue<string>(TimeProvider.System);
        queue.Add("a");
        await queue.TakeAsync(Cancel);
        queue.Add("a");
        queue.Add("a");
        var next = queue.TakeAsync(Cancel).AsTask();
        Assert.False(next.IsCompleted);
        queue.Done("a");
        Assert.Equal("a", await next);
        queue.Done("a");
        Assert.Equal(0, queue.Depth);
    }

    [Fact]
    public async Task The_soonest_of_several_delays_counts()
    {
        var time = new FakeTimeProvider();
        using var queue = new WorkQueue<string>(time);
        queue.AddAfter("a", TimeSpan.FromSeconds(10));
        queue.AddAfter("a", TimeSpan.FromSeconds(2));
        queue.AddAfter("a", TimeSpan.FromSeconds(5));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, queue.Depth);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("a", await queue.TakeAsync(Cancel));
        queue.Done("a");
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, queue.Depth);
    }

    [Fact]
    public async Task What_throws_is_tried_again_later_each_time_and_holds_up_nobody()
    {
        var time = new FakeTimeProvider();
        using var queue = new WorkQueue<string>(time);
        var runs = new ConcurrentQueue<(string Key, DateTimeOffset Time)>();
        var ran = new SemaphoreSlim(0);
        var loop = new ControllerLoop<string>(queue, Reconcile, 1, NullLogger.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = loop.RunAsync(stop.Token);
        queue.Add("bad");
        queue.Add("good");
        await ran.WaitAsync(Cancel);
        await ran.WaitAsync(Cancel);
        var began = time.GetUtcNow();
        for (var failure = 2; failure <= 8; failure++)
        {
            // Each step is less than the shortest wait that is left, so that no run is missed.
            while (!ran.Wait(0, Cancel))
            {
                time.Advance(TimeSpan.FromMilliseconds(10));
                await Task.Yield();
            }
        }
        var bad = runs.Where(run => run.Key == "bad").Select(run => run.Time - began).ToList();
        Assert.Single(runs, run => run.Key == "good");
        Assert.Equal(8, bad.Count);
        // 50 ms, doubled each time, less up to a half.
        for (var failure = 1; failure < bad.Count; failure++)
            Assert.True(bad[failure] - bad[failure - 1] >= TimeSpan.FromMilliseconds(50 * Math.Pow(2, failure - 1) / 2), $"{failure}: {string.Join(", ", bad)}");
        Assert.Equal(8, loop.Errors);
        await stop.CancelAsync();
        await running;

        Task<TimeSpan?> Reconcile(string key, CancellationToken cancellationToken)
        {
            runs.Enqueue((key, time.GetUtcNow()));
            ran.Release();
            return key == "bad" ? throw new InvalidOperationException("bad") : Task.FromResult<TimeSpan?>(null);
        }
    }

    [Fact]
    public async Task Ten_thousand_events_on_one_key_give_few_runs()
    {
        using var queue = new WorkQueue<string>(TimeProvider.System);
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var (latest, seen) = (0, 0);
        var loop = new ControllerLoop<string>(queue, Reconcile, 4, NullLogger.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = loop.RunAsync(stop.Token);
        queue.Add("a");
        await begun.Task;
        for (var change = 1; change <= 10_000; change++)
        {
            Volatile.Write(ref latest, change);
            queue.Add("a");
        }
        go.SetResult();
        while (Volatile.Read(ref seen) < 10_000) await Task.Yield();
        await stop.CancelAsync();
        await running;
        Assert.Equal(2, loop.Runs);

        async Task<TimeSpan?> Reconcile(string key, CancellationToken cancellationToken)
        {
            var now = Volatile.Read(ref latest);
            begun.TrySetResult();
            await go.Task;
            Volatile.Write(ref seen, now);
            return null;
        }
    }

    [Fact]
    public async Task No_key_is_worked_on_twice_at_once_and_no_change_is_missed()
    {
        using var queue = new WorkQueue<int>(TimeProvider.System);
        var wanted = new int[20];
        var done = new int[20];
        var active = new int[20];
        var overlaps = 0;
        var loop = new ControllerLoop<int>(queue, Reconcile, 8, NullLogger.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = loop.RunAsync(stop.Token);
        await Parallel.ForAsync(0, 20_000, Cancel, (index, _) =>
        {
            Interlocked.Increment(ref wanted[index % 20]);
            queue.Add(index % 20);
            return ValueTask.CompletedTask;
        });
        while (!wanted.Select((value, index) => Volatile.Read(ref done[index]) == value).All(same => same)) await Task.Yield();
        await stop.CancelAsync();
        await running;
        Assert.Equal(0, overlaps);

        async Task<TimeSpan?> Reconcile(int key, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref active[key]) > 1) Interlocked.Increment(ref overlaps);
            var now = Volatile.Read(ref wanted[key]);
            await Task.Yield();
            Volatile.Write(ref done[key], now);
            Interlocked.Decrement(ref active[key]);
            return null;
        }
    }

    [Fact]
    public async Task A_reconcile_that_asks_for_it_comes_again()
    {
        var time = new FakeTimeProvider();
        using var queue = new WorkQueue<string>(time);
        var ran = new SemaphoreSlim(0);
        var loop = new ControllerLoop<string>(queue, Reconcile, 1, NullLogger.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = loop.RunAsync(stop.Token);
        queue.Add("a");
        for (var run = 0; run < 3; run++)
        {
            while (!ran.Wait(0, Cancel))
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }
        }
        await stop.CancelAsync();
        await running;
        Assert.Equal(0, loop.Errors);

        Task<TimeSpan?> Reconcile(string key, CancellationToken cancellationToken)
        {
            ran.Release();
            return Task.FromResult<TimeSpan?>(TimeSpan.FromMinutes(1));
        }
    }
}
