namespace Headgate.Limits.Redis;

/// <summary>Finds the primary, by Sentinel or among the addresses, and connects to it: one attempt at a time.</summary>
internal sealed class RedisConnector(RedisSettings settings, RedisDialer dialer, TimeProvider time)
{
    // A server that is far away and slow needs more than the first attempt gives it; one that hangs must not hold up the next for long.
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(3);

    // How often Sentinels are asked: in passing, and while nothing works.
    private static readonly TimeSpan SentinelPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SentinelHurry = TimeSpan.FromMilliseconds(250);

    private readonly Sentinels? _sentinels = settings.SentinelPrimary is null ? null : new Sentinels(settings, dialer);
    private TimeSpan _patience = LeastPatience;

    /// <summary>Completes when this is no longer the primary; never without Sentinels.</summary>
    /// <returns>The one that is.</returns>
    public Task<RedisAddress> ReplacedAsync(RedisAddress primary, CancellationToken cancellationToken) =>
        _sentinels?.FindOtherAsync(primary, SentinelPause, time, cancellationToken) ?? NeverAsync(cancellationToken);

    /// <summary>Connects.</summary>
    /// <exception cref="RedisUnreachableException">No address has a primary that answers; the message says what each has.</exception>
    public async Task<RedisLink> ConnectAsync(CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        foreach (var address in _sentinels is null ? settings.Addresses : [await _sentinels.FindPrimaryAsync(cancellationToken)])
        {
            try
            {
                var link = await TryWhilePrimaryAsync(address, cancellationToken);
                _patience = LeastPatience;
                return link;
            }
            catch (RedisUnreachableException exception)
            {
                problems.Add($"{address}: {exception.Message}");
            }
        }
        if (_patience < MostPatience) _patience += LeastPatience;
        throw new RedisUnreachableException(string.Join("; ", problems));
    }

    // A primary that hangs takes every attempt's whole time, and Sentinels may have replaced it meanwhile.
    private async Task<RedisLink> TryWhilePrimaryAsync(RedisAddress address, CancellationToken cancellationToken)
    {
        if (_sentinels is null) return await TryAsync(address, cancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var replaced = _sentinels.FindOtherAsync(address, SentinelHurry, time, end.Token);
        var trying = TryAsync(address, end.Token);
        await Task.WhenAny(trying, replaced);
        await end.CancelAsync();
        try
        {
            return await trying;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RedisUnreachableException("it is not the primary any more");
        }
    }

    private async Task<RedisLink> TryAsync(RedisAddress address, CancellationToken cancellationToken)
    {
        RedisSecrets secrets;
        try
        {
            secrets = RedisSecrets.Of(settings);
        }
        catch (IOException exception)
        {
            throw new RedisUnreachableException(exception.Message, exception);
        }
        var link = new RedisLink(await dialer.ServerAsync(address, settings.User, secrets, _patience, cancellationToken), address, secrets);
        if (link.HasPrimary) return link;
        await link.DisposeAsync();
        throw new RedisUnreachableException("it is a replica");
    }

    private static async Task<RedisAddress> NeverAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return default;
    }
}
