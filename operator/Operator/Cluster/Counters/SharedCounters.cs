using System.Collections.Concurrent;
using Headgate.Compiler.Versions;
using Headgate.Limits.Redis;
using Headgate.Limits.Statistics;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Headgate.Operator.Cluster.Counters;

/// <summary>The counters that gateways share in Redis, where one is configured. Connects when they are asked for the first time.</summary>
internal sealed class SharedCounters(OperatorConfiguration configuration, TimeProvider time, ILogger<SharedCounters> logger) : IAsyncDisposable, IDisposable
{
    private readonly ConcurrentDictionary<string, (UsageHistory, CounterLifetime)> _environments = new(StringComparer.Ordinal);
    private readonly Lazy<RedisConnection> _connection = new(() => RedisConnection.Open(configuration.Redis!.ToSettings(), time, logger));

    /// <summary>Whether there are any: without, each gateway counts for itself.</summary>
    public bool Exist => configuration.Redis is not null;

    /// <summary>What Applications used in an environment.</summary>
    public UsageHistory HistoryOf(string environment) => Of(environment).History;

    /// <summary>How long counters of an environment live.</summary>
    public CounterLifetime LifetimeOf(string environment) => Of(environment).Lifetime;

    /// <summary>An environment as names of counters spell it.</summary>
    public static string NameOf(GatewayEnvironment environment) => environment.ToString().ToLowerInvariant();

    /// <summary>Whether that was thrown because Redis is away.</summary>
    public static bool IsAway(Exception exception) => exception is RedisConnectionException or TimeoutException or ObjectDisposedException;

    public ValueTask DisposeAsync() => _connection.IsValueCreated ? _connection.Value.DisposeAsync() : ValueTask.CompletedTask;

    // A host that is disposed of without await knows no other.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private (UsageHistory History, CounterLifetime Lifetime) Of(string environment) => _environments.GetOrAdd(environment, name =>
    {
        var keys = new CounterKeys(configuration.Redis!.Prefix, name);
        return (new UsageHistory(() => _connection.Value.Database, keys), new CounterLifetime(() => _connection.Value.Database, keys));
    });
}
