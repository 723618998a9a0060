using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace Headgate.Limits.Redis;

/// <summary>Asks Sentinels who the primary is, each time over new connections: a Sentinel that hangs cannot mislead for longer than one question.</summary>
internal sealed class Sentinels(RedisSettings settings, RedisDialer dialer)
{
    private const string Unknown = "it does not know that name";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>The primary, as the Sentinel with the newest configuration has it: one that was cut off may know an older one.</summary>
    /// <exception cref="RedisUnreachableException">None answered.</exception>
    public async Task<RedisAddress> FindPrimaryAsync(CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(settings.Addresses.Select(address => AskAsync(address, cancellationToken)));
        return answers.Any(answer => answer.Primary is not null)
            ? answers.Where(answer => answer.Primary is not null).MaxBy(answer => answer.Epoch).Primary!.Value
            : throw new RedisUnreachableException("no Sentinel names a primary: " + string.Join("; ", answers.Select(answer => answer.Problem).Distinct()));
    }

    /// <summary>Asks again and again until another primary is named. Without an answer nothing has changed.</summary>
    /// <returns>The other one.</returns>
    public async Task<RedisAddress> FindOtherAsync(RedisAddress known, TimeSpan pause, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(pause, time, cancellationToken);
            try
            {
                if (await FindPrimaryAsync(cancellationToken) is var primary && primary != known) return primary;
            }
            catch (RedisUnreachableException)
            {
                // What works goes on.
            }
        }
    }

    private async Task<Answer> AskAsync(RedisAddress address, CancellationToken cancellationToken)
    {
        try
        {
            var secrets = RedisSecrets.OfSentinels(settings);
            await using var connection = await dialer.SentinelAsync(address, settings.SentinelUser, secrets, Patience, cancellationToken);
            var server = connection.GetServers()[0];
            var asked = server.SentinelGetMasterAddressByNameAsync(settings.SentinelPrimary!);
            var fields = (await server.SentinelMasterAsync(settings.SentinelPrimary!).WaitAsync(Patience, cancellationToken)).ToDictionary();
            if (Written(await asked.WaitAsync(Patience, cancellationToken)) is not { } primary) return new Answer(null, 0, $"{address}: {Unknown}");
            // The Sentinel that leads a failover names the new primary as soon as it is one; its epoch follows when replicas have too.
            var isAhead = primary.Host != fields["ip"] || primary.Port.ToString(CultureInfo.InvariantCulture) != fields["port"];
            return new Answer(primary, long.Parse(fields["config-epoch"], CultureInfo.InvariantCulture) + (isAhead ? 1 : 0), null);
        }
        catch (Exception exception) when (exception is RedisException or RedisUnreachableException or IOException or TimeoutException or KeyNotFoundException or FormatException)
        {
            return new Answer(null, 0, $"{address}: {exception.Message}");
        }
    }

    private static RedisAddress? Written(EndPoint? endPoint) => endPoint switch
    {
        IPEndPoint address => new RedisAddress(address.Address.ToString(), address.Port),
        DnsEndPoint name => new RedisAddress(name.Host, name.Port),
        _ => null,
    };

    private readonly record struct Answer(RedisAddress? Primary, long Epoch, string? Problem);
}
