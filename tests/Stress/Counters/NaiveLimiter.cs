using System.Globalization;
using Headgate.Limits;
using StackExchange.Redis;

namespace Headgate.Stress.Counters;

/// <summary>A limiter as it is often written: one script for each request, which looks at the counters and adds to them. Exact, and waits for each answer.</summary>
internal sealed class NaiveLimiter(IDatabase redis, TimeProvider time)
{
    private const string Script = """
        for i = 1, #KEYS do
          if tonumber(redis.call('GET', KEYS[i]) or 0) + tonumber(ARGV[i * 2 - 1]) > tonumber(ARGV[i * 2]) then return 0 end
        end
        for i = 1, #KEYS do redis.call('INCRBY', KEYS[i], ARGV[i * 2 - 1]) end
        return 1
        """;

    /// <summary>Decides one request.</summary>
    public async ValueTask<ReserveOutcome> ReserveAsync(ReserveRequest request)
    {
        var (keys, arguments) = (new RedisKey[request.Claims.Length], new RedisValue[request.Claims.Length * 2]);
        for (var index = 0; index < keys.Length; index++)
        {
            var claim = request.Claims[index];
            var start = CalendarWindow.StartTicks(claim.Period, time.GetUtcNow().UtcTicks);
            keys[index] = string.Create(CultureInfo.InvariantCulture, $"naive:{{{request.Application}}}:{claim.Metric}:{claim.Period}:{start}");
            (arguments[index * 2], arguments[(index * 2) + 1]) = (claim.Need, claim.Max);
        }
        return (int)await redis.ScriptEvaluateAsync(Script, keys, arguments) == 1 ? ReserveOutcome.Granted : ReserveOutcome.Refused;
    }
}
