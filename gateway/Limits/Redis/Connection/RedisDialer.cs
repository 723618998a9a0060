using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using StackExchange.Redis;

namespace Headgate.Limits.Redis;

/// <summary>Makes one connection to one server, once. Every attempt looks the name up anew.</summary>
/// <param name="resolve">Looks a name up.</param>
/// <param name="tls">Whether to speak TLS.</param>
internal sealed class RedisDialer(Func<string, CancellationToken, Task<IPAddress[]>> resolve, bool tls)
{
    // How often the library looks at its connections; its time-outs tick at this pace.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(100);

    // When the library forgets a call. Nobody waits that long: callers and Pulse have times of their own.
    private const int ForgottenAfterMilliseconds = 2000;

    // Of what the library would say by itself only HELLO, PING and CLUSTER are left: no more rights are needed (docs/redis.md). Without QUIT it does
    // not wait for a server that hangs before it closes a connection.
    private static readonly CommandMap Commands = CommandMap.Create(
        ["CLIENT", "CONFIG", "ECHO", "INFO", "QUIT", "ROLE", "SENTINEL", "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "PUBLISH", "SPUBLISH"],
        available: false);

    private static readonly CommandMap SentinelCommands = CommandMap.Create(["AUTH", "HELLO", "PING", "SENTINEL"], available: true);

    /// <summary>Connects to a server.</summary>
    /// <param name="address">Where.</param>
    /// <param name="user">The ACL user; null for the default one.</param>
    /// <param name="secrets">What the files say.</param>
    /// <param name="patience">The longest for TCP, and then for everything else.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RedisUnreachableException">It did not work.</exception>
    public Task<ConnectionMultiplexer> ServerAsync(RedisAddress address, string? user, RedisSecrets secrets, TimeSpan patience, CancellationToken cancellationToken) =>
        DialAsync(address, OptionsFor(Commands, user, secrets), secrets, patience, cancellationToken);

    /// <summary>Connects to a Sentinel; the rest as <see cref="ServerAsync"/>.</summary>
    public Task<ConnectionMultiplexer> SentinelAsync(RedisAddress address, string? user, RedisSecrets secrets, TimeSpan patience, CancellationToken cancellationToken) =>
        DialAsync(address, OptionsFor(SentinelCommands, user, secrets), secrets, patience, cancellationToken);

    private async Task<ConnectionMultiplexer> DialAsync(
        RedisAddress address, ConfigurationOptions options, RedisSecrets secrets, TimeSpan patience, CancellationToken cancellationToken)
    {
        // The library may take its whole ConnectTimeout to notice that nobody listens, so it is asked only once somebody does.
        var endPoint = await ReachAsync(address, patience, cancellationToken);
        var security = new RedisTls(secrets.Authorities, address.Host, endPoint.Address.ToString());
        options.EndPoints.Add(endPoint);
        options.ConnectTimeout = (int)patience.TotalMilliseconds;
        options.Ssl = tls;
        options.SslClientAuthenticationOptions = security.OptionsFor;
        var connecting = ConnectionMultiplexer.ConnectAsync(options);
        try
        {
            return await connecting.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _ = DiscardAsync(connecting);
            throw;
        }
        catch (Exception exception)
        {
            throw new RedisUnreachableException(security.Problem ?? ReasonOf(exception), exception);
        }
    }

    private async Task<IPEndPoint> ReachAsync(RedisAddress address, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        var reason = "its name has no address";
        try
        {
            foreach (var candidate in IPAddress.TryParse(address.Host, out var literal) ? [literal] : await resolve(address.Host, limit.Token))
            {
                using var socket = new Socket(candidate.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                try
                {
                    await socket.ConnectAsync(new IPEndPoint(candidate, address.Port), limit.Token);
                    return new IPEndPoint(candidate, address.Port);
                }
                catch (SocketException exception)
                {
                    reason = exception.Message;
                }
            }
        }
        catch (SocketException exception)
        {
            reason = exception.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            reason = "it does not accept a connection in time";
        }
        throw new RedisUnreachableException(reason);
    }

    private static ConfigurationOptions OptionsFor(CommandMap commands, string? user, RedisSecrets secrets) => new()
    {
        AbortOnConnectFail = true,
        AsyncTimeout = ForgottenAfterMilliseconds,
        BacklogPolicy = BacklogPolicy.FailFast,
        CommandMap = commands,
        ConfigurationChannel = "",
        ConnectRetry = 1,
        HeartbeatInterval = Heartbeat,
        IncludeDetailInExceptions = false,
        Password = secrets.Password,
        Protocol = RedisProtocol.Resp2,
        // Of use on a Cluster alone: a connection to a single server is replaced, not repaired.
        ReconnectRetryPolicy = new LinearRetry((int)Heartbeat.TotalMilliseconds),
        SetClientLibrary = false,
        SyncTimeout = ForgottenAfterMilliseconds,
        TieBreaker = "",
        User = user,
    };

    private static string ReasonOf(Exception exception)
    {
        // The library quotes what the server said behind a word of its own.
        const string Quoted = "SimpleError: ";
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            var at = cause.Message.IndexOf(Quoted, StringComparison.Ordinal);
            if (at >= 0) return $"it says {cause.Message[(at + Quoted.Length)..].TrimEnd('.')}";
            if (cause is RedisServerException or AuthenticationException) return cause.Message.TrimEnd('.');
        }
        return "it accepts connections and does not answer as Redis";
    }

    private static async Task DiscardAsync(Task<ConnectionMultiplexer> connecting)
    {
        try
        {
            await (await connecting).DisposeAsync();
        }
        catch (RedisConnectionException)
        {
            // It failed by itself.
        }
    }
}
