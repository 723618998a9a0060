using System.Globalization;
using StackExchange.Redis;

namespace Headgate.Limits.Redis;

/// <summary>Asks Sentinels who the primary is, each time over new connections: a Sentinel that hangs cannot mislead for longer than one question.</summary>
internal sealed class Sentinels(RedisSettings settings, RedisDialer dialer)
{
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

    private async Task<Answer> AskAsync(RedisAddress address, CancellationToken cancellationToken)
    {
        try
        {
            var secrets = RedisSecrets.OfSentinels(settings);
            await using var connection = await dialer.SentinelAsync(address, settings.SentinelUser, secrets, Patience, cancellationToken);
            var fields = await connection.GetServers()[0].SentinelMasterAsync(settings.SentinelPrimary!).WaitAsync(Patience, cancellationToken);
            var primary = fields.ToDictionary();
            var port = int.Parse(primary["port"], NumberStyles.None, CultureInfo.InvariantCulture);
            return new Answer(new RedisAddress(primary["ip"], port), long.Parse(primary["config-epoch"], CultureInfo.InvariantCulture), null);
        }
        catch (Exception exception) when (exception is RedisException or RedisUnreachableException or IOException or TimeoutException or KeyNotFoundException or FormatException)
        {
            return new Answer(null, 0, $"{address}: {exception.Message}");
        }
    }

    private readonly record struct Answer(RedisAddress? Primary, long Epoch, string? Problem);
}
