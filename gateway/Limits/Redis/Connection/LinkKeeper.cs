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
                link ??= await ConnectAsync(connection, cancellationToken);
                connection.Install(link);
                link.NodeChanged += connection.Changed;
                var (reason, successor) = await WatchAsync(connection, link, cancellationToken);
                var old = link;
                link = successor;
                if (successor is not null)
                {
                    _ = RetireAsync(old);
                    continue;
                }
                connection.Withdraw(old, reason);
                await old.DisposeAsync();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            connection.Close();
            if (link is not null) await link.DisposeAsync();
        }
    }

    // Nothing new goes there; who waits for an answer of a link that works may have it.
    private async Task RetireAsync(RedisLink link)
    {
        await Task.Delay(BetweenAttempts, time);
        await link.DisposeAsync();
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
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var lost = LostAsync(link, end.Token);
        try
        {
            while (true)
            {
                var silent = link.SilentAsync(time, end.Token);
                if (await Task.WhenAny(lost, silent) == lost) return (await lost, null);
                var missing = await silent;
                if (missing.AreAll) return ("it does not answer", null);
                // Meanwhile the old link serves: nodes that are well, and a password that the server still knows.
                if ((missing.Count > 0 || SecretsChanged(link)) && await SuccessorAsync(connection, missing.Count, end.Token) is { } successor)
                    return ("", successor);
                await Task.WhenAny(lost, Task.Delay(BetweenLooks, time, end.Token));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            await end.CancelAsync();
        }
    }

    private async Task<string> LostAsync(RedisLink link, CancellationToken cancellationToken)
    {
        var replaced = connector.ReplacedAsync(link.Address, cancellationToken);
        return await Task.WhenAny(link.Lost, replaced) == link.Lost ? await link.Lost : $"Sentinel says that {await replaced} is the primary";
    }

    private async Task<RedisLink?> SuccessorAsync(RedisConnection connection, int missing, CancellationToken cancellationToken)
    {
        if (await TryAsync(connection, cancellationToken) is not { } link) return null;
        if (missing == 0 || (await link.SilentAsync(time, cancellationToken)).Count < missing) return link;
        await link.DisposeAsync();
        return null;
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
