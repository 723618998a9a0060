using System.Runtime.CompilerServices;
using Headgate.Configuration;
using Headgate.Limits.Redis;
using StackExchange.Redis;

namespace Headgate.Limits.Statistics;

/// <summary>
/// Ends the counters of Applications that are gone. Those of every period but eternity end by themselves; eternity gets an expiry, which is taken away
/// again when the Application is back in time: deleting and creating it again resets nothing. Methods may throw what a connection throws.
/// </summary>
/// <param name="database">The connection of the moment.</param>
/// <param name="keys">Names of the counters of one environment.</param>
public sealed class CounterLifetime(Func<IDatabase> database, CounterKeys keys)
{
    /// <summary>How long the counters of an Application that is gone are kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private const int KeysAtOnce = 1_000;

    /// <summary>Applications that have a counter of eternity, as <c>namespace/name</c>, in no order; one may come twice.</summary>
    public async IAsyncEnumerable<string> ApplicationsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Of a Cluster every primary has some.
        foreach (var server in database().Multiplexer.GetServers().Where(server => server is { IsConnected: true, IsReplica: false }))
        {
            await foreach (var key in server.KeysAsync(pattern: keys.EveryEternity, pageSize: KeysAtOnce).WithCancellation(cancellationToken))
            {
                if (keys.ApplicationOf(key) is { } application) yield return application;
            }
        }
    }

    /// <summary>Keeps the counters of an Application that exists for ever.</summary>
    /// <returns>Whether they were to end.</returns>
    public Task<bool> KeepAsync(string application) => database().KeyPersistAsync(KeyOf(application));

    /// <summary>Has the counters of an Application that is gone end, unless they are to end already.</summary>
    /// <returns>Whether that is new.</returns>
    public async Task<bool> EndAsync(string application)
    {
        var key = KeyOf(application);
        // By two commands, because not every server knows EXPIRE … NX. Where there is no key, the second does nothing.
        return await database().KeyTimeToLiveAsync(key) is null && await database().KeyExpireAsync(key, Kept);
    }

    private RedisKey KeyOf(string application) => keys.Window(application, Period.Eternity, DateTimeOffset.MinValue);
}
