using StackExchange.Redis;

namespace Headgate.Limits.Redis;

/// <summary>
/// Whether a server still answers. A connection to a stopped process or over a dead network looks well for minutes, and the library alone
/// notices late or never (StackExchange.Redis#1782, #2786, #2894).
/// </summary>
internal static class Pulse
{
    /// <summary>The longest silence.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1500);

    /// <summary>Asks once. Being told off is an answer too: a server that loads, or runs a long script, lives.</summary>
    public static async Task<bool> BeatsAsync(IServer server, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await server.PingAsync().WaitAsync(Patience, time, cancellationToken);
            return true;
        }
        catch (RedisServerException)
        {
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            return false;
        }
    }
}
