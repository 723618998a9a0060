using Headgate.Gateway.Snapshots;
using Headgate.Gateway.Source;
using Microsoft.Extensions.Logging.Abstractions;

namespace Headgate.Gateway.Tests.Source;

/// <summary>The source sees changes through the real file system; its clock stands still, so the look every ten seconds does not help.</summary>
public sealed class WatchTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly MountedPool _pool = new();
    private readonly ConfigurationSource _source;

    public WatchTests() => _source = new ConfigurationSource(_pool.Root, _pool.Time, NullLogger<ConfigurationSource>.Instance);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _source.StopAsync(CancellationToken.None);
        _source.Dispose();
        _pool.Dispose();
    }

    [Fact]
    public async Task A_state_swapped_in_is_seen_again_and_again()
    {
        Publish(0);
        await _source.StartAsync(TestContext.Current.CancellationToken);
        Assert.True(_source.Current.Ready);
        for (var state = 1; state < 20; state++) await SeesAsync(state);
    }

    [Fact]
    public async Task Directories_created_after_the_start_are_seen()
    {
        await _source.StartAsync(TestContext.Current.CancellationToken);
        Assert.False(_source.Current.Ready);
        for (var state = 1; state < 4; state++) await SeesAsync(state);
    }

    [Fact]
    public async Task Directories_that_are_replaced_are_seen()
    {
        Publish(0);
        await _source.StartAsync(TestContext.Current.CancellationToken);
        await SeesAsync(1);
        Directory.Delete(_pool.ProductsDirectory, recursive: true);
        Directory.Delete(_pool.ApplicationsDirectory, recursive: true);
        for (var state = 2; state < 5; state++) await SeesAsync(state);
    }

    [Fact]
    public async Task A_file_written_into_a_plain_directory_is_seen()
    {
        Publish(0, plain: true);
        await _source.StartAsync(TestContext.Current.CancellationToken);
        for (var state = 1; state < 10; state++) await SeesAsync(state, plain: true);
    }

    [Fact]
    public async Task A_root_that_is_mounted_later_is_found_by_the_look_every_ten_seconds()
    {
        Directory.Delete(_pool.Root);
        await _source.StartAsync(TestContext.Current.CancellationToken);
        var seen = Until(snapshot => snapshot.Ready);
        Publish(0);
        // Advancing does nothing before the source has set its timer, so it is advanced until it helps.
        while (!seen.IsCompleted)
        {
            _pool.Time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }
        await seen;
        await SeesAsync(1);
    }

    [Fact]
    public async Task A_change_tells_when_it_was_loaded()
    {
        Publish(0);
        await _source.StartAsync(TestContext.Current.CancellationToken);
        _pool.Time.Advance(TimeSpan.FromSeconds(1));
        await SeesAsync(1);
        Assert.Equal(_pool.Time.GetUtcNow(), _source.LoadedAt);
    }

    private async Task SeesAsync(int state, bool plain = false)
    {
        var seen = Until(snapshot => snapshot.Find($"state-{state}.example") is not null && snapshot.Ready);
        Publish(state, plain);
        await seen;
    }

    private Task Until(Func<Snapshot, bool> holds)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _source.Changed += snapshot =>
        {
            if (holds(snapshot)) seen.TrySetResult();
        };
        if (holds(_source.Current)) seen.TrySetResult();
        return seen.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
    }

    private void Publish(int state, bool plain = false)
    {
        var pool = new PublishedPool(new PublishedProduct("shop/echo") { Hosts = [$"state-{state}.example"] });
        if (!plain)
        {
            _pool.Products.Swap(pool.ProductFiles());
            _pool.Applications.Swap(pool.ApplicationFiles());
            return;
        }
        Write(_pool.ProductsDirectory, pool.ProductFiles());
        Write(_pool.ApplicationsDirectory, pool.ApplicationFiles());
    }

    private static void Write(string directory, IReadOnlyDictionary<string, byte[]> files)
    {
        Directory.CreateDirectory(directory);
        foreach (var (name, bytes) in files) File.WriteAllBytes(Path.Combine(directory, name), bytes);
    }
}
