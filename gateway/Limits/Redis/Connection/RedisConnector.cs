namespace Headgate.Limits.Redis;

/// <summary>Finds the primary, by Sentinel or among the addresses, and connects to it: one attempt at a time.</summary>
internal sealed class RedisConnector(RedisSettings settings, RedisDialer dialer)
{
    // A server that is far away and slow needs more than the first attempt gives it; one that hangs must not hold up the next for long.
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(3);

    private readonly Sentinels? _sentinels = settings.SentinelPrimary is null ? null : new Sentinels(settings, dialer);
    private TimeSpan _patience = LeastPatience;

    /// <summary>Whether Sentinels say who the primary is.</summary>
    public bool AsksSentinels => _sentinels is not null;

    /// <summary>The primary by the Sentinels.</summary>
    /// <exception cref="RedisUnreachableException">None answered.</exception>
    public Task<RedisAddress> FindPrimaryAsync(CancellationToken cancellationToken) => _sentinels!.FindPrimaryAsync(cancellationToken);

    /// <summary>Connects.</summary>
    /// <exception cref="RedisUnreachableException">No address has a primary that answers; the message says what each has.</exception>
    public async Task<RedisLink> ConnectAsync(CancellationToken cancellationToken)
    {
        var addresses = _sentinels is null ? settings.Addresses : [await _sentinels.FindPrimaryAsync(cancellationToken)];
        var problems = new List<string>();
        foreach (var address in addresses)
        {
            try
            {
                var link = await TryAsync(address, cancellationToken);
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
}
