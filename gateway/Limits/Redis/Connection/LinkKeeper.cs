namespace Headgate.Limits.Redis;

/// <summary>Keeps a <see cref="RedisConnection"/> supplied with a link that works: connects, watches, replaces.</summary>
internal sealed class LinkKeeper(RedisSettings settings, RedisConnector connector, TimeProvider time)
{
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    /// <summary>Goes on until it is cancelled; never throws.</summary>
    public async Task KeepAsync(RedisConnection connection, CancellationToken cancellationToken)
    {
        RedisLink? link = null;
        try
        {
            // Whoever opens a connection must not wait for its first attempt.
            await Task.Yield();
            while (true)
            {
                link = await ConnectAsync(connection, cancellationToken);
                while (true)
                {
                    connection.Install(link);
                    link.NodeChanged += connection.Changed;
                    var (reason, successor) = await WatchAsync(connection, link, cancellationToken);
                    if (successor is null) connection.Withdraw(link, reason);
                    await link.DisposeAsync();
                    link = successor;
                    if (link is null) break;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (link is null) return;
            connection.Withdraw(link, "closed");
            await link.DisposeAsync();
        }
    }

    private async Task<RedisLink> ConnectAsync(RedisConnection connection, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TryAsync(connection, cancellationToken) is { } link) return link;
            await Task.Delay(BetweenAttempts, time, cancellationToken);
        }
    }

    private async Task<RedisLink?> TryAsync(RedisConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return await connector.ConnectAsync(cancellationToken);
        }
        catch (RedisUnreachableException exception)
        {
            connection.Failed(exception.Message);
            return null;
        }
    }

    // Ends when the link is of no use, or when a better one is there already.
    private async Task<(string Reason, RedisLink? Successor)> WatchAsync(RedisConnection connection, RedisLink link, CancellationToken cancellationToken)
    {
        for (var look = 0; ; look++)
        {
            var silent = link.SilentAsync(time, cancellationToken);
            if (await Task.WhenAny(link.Lost, silent) == link.Lost) return (await link.Lost, null);
            var missing = await silent;
            if (missing.AreAll) return ("it does not answer", null);
            if (missing.Count > 0 || SecretsChanged(link))
            {
                // The old link still serves: nodes that are well, and a password that the server still knows.
                if (await SuccessorAsync(connection, missing.Count, cancellationToken) is { } successor) return ("", successor);
            }
            else if (connector.AsksSentinels && look % 2 == 1 && await OtherPrimaryAsync(link, cancellationToken) is { } other)
            {
                return ($"Sentinel says that {other} is the primary", null);
            }
            await Task.WhenAny(link.Lost, Task.Delay(BetweenLooks, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<RedisLink?> SuccessorAsync(RedisConnection connection, int missing, CancellationToken cancellationToken)
    {
        if (await TryAsync(connection, cancellationToken) is not { } link) return null;
        if (missing == 0 || (await link.SilentAsync(time, cancellationToken)).Count < missing) return link;
        await link.DisposeAsync();
        return null;
    }

    private async Task<RedisAddress?> OtherPrimaryAsync(RedisLink link, CancellationToken cancellationToken)
    {
        try
        {
            return await connector.FindPrimaryAsync(cancellationToken) is var primary && primary != link.Address ? primary : null;
        }
        catch (RedisUnreachableException)
        {
            // Without Sentinels what works goes on.
            return null;
        }
    }

    private bool SecretsChanged(RedisLink link)
    {
        try
        {
            return RedisSecrets.Of(settings) != link.Secrets;
        }
        catch (IOException)
        {
            // As while a mount is being replaced.
            return false;
        }
    }
}
