using System.Collections.Concurrent;

namespace Headgate.EndToEnd.Tests.InCluster;

/// <summary>Calls each of some gateways again and again, and keeps the answers that are no good.</summary>
internal sealed class Traffic : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<string> _failures = [];
    private readonly Task _calling;
    private int _count;

    /// <summary>Begins.</summary>
    public Traffic(IReadOnlyList<GatewayPod> gateways, string host, string path, string key) =>
        _calling = Task.WhenAll(gateways.Select(gateway => Task.Run(() => CallAsync(gateway, host, path, key))));

    /// <summary>Ends it.</summary>
    /// <returns>What was answered otherwise than with 200.</returns>
    public async Task<IReadOnlyCollection<string>> EndAsync()
    {
        await _stop.CancelAsync();
        await _calling;
        Assert.NotEqual(0, _count);
        return _failures;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _calling;
        _stop.Dispose();
    }

    private async Task CallAsync(GatewayPod gateway, string host, string path, string key)
    {
        // A pause, so that a machine with two cores has time for the rest.
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!_stop.IsCancellationRequested)
        {
            await pause.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            Interlocked.Increment(ref _count);
            try
            {
                var answer = await gateway.CallAsync(host, path, key);
                if (answer != "200") _failures.Add(answer);
            }
            catch (HttpRequestException exception)
            {
                _failures.Add(exception.Message);
            }
        }
    }
}
