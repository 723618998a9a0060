namespace Headgate.Limits.Redis;

/// <summary>Finds the primary, by Sentinel or among the addresses, and connects to it.</summary>
internal sealed class RedisConnector(RedisSettings settings, RedisDialer dialer, TimeProvider time)
{
    // How often Sentinels are asked: in passing, and while nothing works.
    private static readonly TimeSpan SentinelPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SentinelHurry = TimeSpan.FromMilliseconds(250);

    private readonly Sentinels? _sentinels = settings.SentinelPrimary is null ? null : new Sentinels(settings, dialer);

    /// <summary>Completes when this is no longer the primary; never without Sentinels.</summary>
    /// <returns>The one that is.</returns>
    public Task<RedisAddress> ReplacedAsync(RedisAddress primary, CancellationToken cancellationToken) =>
        _sentinels?.FindOtherAsync(primary, SentinelPause, time, cancellationToken) ?? NeverAsync(cancellationToken);

    /// <summary>Connects.</summary>
    /// <exception cref="RedisUnreachableException">No address has a primary that answers; the message says what each has.</exception>
    public async Task<RedisLink> ConnectAsync(CancellationToken cancellationToken) => _sentinels is null
        ? await RaceAsync(settings.Addresses, cancellationToken)
        : await ConnectWhilePrimaryAsync(_sentinels, await _sentinels.FindPrimaryAsync(cancellationToken), cancellationToken);

    // A primary that hangs takes all the time there is, and Sentinels may have replaced it meanwhile.
    private async Task<RedisLink> ConnectWhilePrimaryAsync(Sentinels sentinels, RedisAddress address, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var replaced = sentinels.FindOtherAsync(address, SentinelHurry, time, end.Token);
        var trying = RaceAsync([address], end.Token);
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

    private Task<RedisLink> RaceAsync(IReadOnlyList<RedisAddress> addresses, CancellationToken cancellationToken) =>
        new DialRace<RedisLink>(addresses, TryAsync, time).RunAsync(cancellationToken);

    private async Task<RedisLink> TryAsync(RedisAddress address, TimeSpan patience, CancellationToken cancellationToken)
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
        var link = new RedisLink(await dialer.ServerAsync(address, settings.User, secrets, patience, cancellationToken), address, secrets);
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
