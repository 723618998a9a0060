namespace Headgate.Limits.Redis;

/// <summary>
/// The scripts, each with its contract: the only commands that change counters. Numbers are whole and below 2^53, which Lua keeps exact; instants
/// are Unix milliseconds. Every script is atomic, so what it read still holds when it writes.
/// </summary>
internal static class Scripts
{
    /// <summary>The largest number a counter can hold.</summary>
    public const long Largest = (1L << 53) - 1;

    // The server's clock, never before what this process has seen of it; tests give the instant themselves.
    private const string Now = """
        local time = redis.call('TIME')
        local micros = time[1] * 1000000 + time[2]
        local given = tonumber(ARGV[1])
        local now = math.max(given or math.floor(micros / 1000), tonumber(ARGV[2]))
        local function over(start, finish) return now < start or (finish >= 0 and now >= finish) end
        local function whole(number) return string.format('%.0f', math.min(number, 9007199254740991)) end

        """;

    /// <summary>
    /// Books claims, all or none.
    /// KEYS: per claim the hash of its window.
    /// ARGV: instant of a test or empty, newest instant seen, divisor of what is left; per claim metric, need, want, max, 1 when enforced,
    /// start, end (−1 without), expiry (−1 without).
    /// Answers {1 granted | 0 refused | −1 other window, now, and per claim used, granted, epoch, 1 when all that was booked before has been counted}.
    /// A counter that is new begins with the statistics of its window. Away from the limit more is granted than needed, at most the divisor's
    /// share of what is left. A limit that only observes never refuses; once it is passed nothing is left to share.
    /// </summary>
    public const string Reserve = Now + """
        local divisor = tonumber(ARGV[3])
        for i = 1, #KEYS do
          if over(tonumber(ARGV[i * 8 + 1]), tonumber(ARGV[i * 8 + 2])) then return {-1, now} end
        end
        local claims, refused = {}, false
        for i = 1, #KEYS do
          local at = i * 8 - 4
          local metric, need, want, max = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
          local read = redis.call('HMGET', KEYS[i], metric, metric .. '|used', metric .. '|epoch')
          local claim = {metric = metric, isnew = not (read[2] and read[3]), used = tonumber(read[2] or read[1] or 0), epoch = tonumber(read[3] or micros)}
          claim.settled = tonumber(read[1] or 0) >= claim.used and 1 or 0
          local left = max - claim.used
          if ARGV[at + 4] == '1' and need > left then refused = true end
          claim.granted = math.max(need, need > left and want or math.min(want, math.floor(left / divisor)))
          claims[i] = claim
        end
        local answer = {refused and 0 or 1, now}
        for i = 1, #KEYS do
          local claim = claims[i]
          if refused then claim.granted = 0 end
          if claim.granted > 0 then
            claim.used = math.min(claim.used + claim.granted, 9007199254740991)
            redis.call('HSET', KEYS[i], claim.metric .. '|used', whole(claim.used), claim.metric .. '|epoch', whole(claim.epoch))
            local expiry = ARGV[i * 8 + 3]
            if claim.isnew and expiry ~= '-1' then
              if given then redis.call('PEXPIRE', KEYS[i], whole(expiry - given)) else redis.call('PEXPIREAT', KEYS[i], expiry) end
            end
          end
          for _, value in ipairs({claim.used, claim.granted, claim.epoch, claim.settled}) do answer[#answer + 1] = value end
        end
        return answer
        """;

    /// <summary>
    /// Gives units back. KEYS: per counter the hash of the window they were booked in. ARGV: per counter metric, epoch, units.
    /// A counter that is gone or lives another life stays as it is; none falls below 0. Answers the number of counters that changed.
    /// </summary>
    public const string Return = """
        local changed = 0
        for i = 1, #KEYS do
          local metric = ARGV[i * 3 - 2]
          local read = redis.call('HMGET', KEYS[i], metric .. '|used', metric .. '|epoch')
          if read[1] and read[2] == ARGV[i * 3 - 1] then
            redis.call('HSET', KEYS[i], metric .. '|used', string.format('%.0f', math.max(0, tonumber(read[1]) - tonumber(ARGV[i * 3]))))
            changed = changed + 1
          end
        end
        return changed
        """;

    /// <summary>
    /// Reads counters at one instant. KEYS: per counter the hash of its window. ARGV: instant of a test or empty, newest instant seen; per counter
    /// metric, start, end (−1 without). Answers {1 | −1 other window, now, and per counter used}: what is booked, or without a limit what is counted.
    /// </summary>
    public const string Read = Now + """
        local answer = {1, now}
        for i = 1, #KEYS do
          if over(tonumber(ARGV[i * 3 + 1]), tonumber(ARGV[i * 3 + 2])) then return {-1, now} end
          local read = redis.call('HMGET', KEYS[i], ARGV[i * 3], ARGV[i * 3] .. '|used')
          answer[#answer + 1] = tonumber(read[2] or read[1] or 0)
        end
        return answer
        """;

    /// <summary>
    /// Adds up statistics, once however often it is sent. KEYS: the process' newest flush, then per window its hash.
    /// ARGV: number of this flush, milliseconds to remember it, instant of a test or empty; per window expiry (−1 without), number of fields, and per
    /// field its name, units, and how many of them no limit has booked: those are added to the counter where there is one.
    /// Answers the number of units that could not be added because a key holds something else; the others are added all the same.
    /// </summary>
    public const string Flush = """
        if tonumber(redis.call('GET', KEYS[1]) or 0) >= tonumber(ARGV[1]) then return 0 end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        local given = tonumber(ARGV[3])
        local function expire(key, at)
          if given then redis.call('PEXPIRE', key, string.format('%.0f', at - given)) else redis.call('PEXPIREAT', key, at) end
        end
        local largest = 9007199254740991
        local function add(key, field, units)
          local sum = redis.pcall('HINCRBY', key, field, units)
          if type(sum) == 'table' then return tonumber(units) end
          if sum > largest then redis.call('HSET', key, field, string.format('%.0f', largest)) end
          return 0
        end
        local at, lost = 4, 0
        for i = 2, #KEYS do
          local key, expiry, fields = KEYS[i], ARGV[at], tonumber(ARGV[at + 1])
          at = at + 2
          for field = 1, fields do
            local name, units, unbooked = ARGV[at], ARGV[at + 1], ARGV[at + 2]
            at = at + 3
            lost = lost + add(key, name, units)
            if unbooked ~= '0' and redis.pcall('HEXISTS', key, name .. '|used') == 1 then add(key, name .. '|used', unbooked) end
          end
          if expiry ~= '-1' then expire(key, expiry) end
        end
        return lost
        """;

    /// <summary>
    /// Changes one counter by hand: its epoch too, so that units booked before are not given back into it. KEYS: the hash of the window.
    /// ARGV: metric, units to take off (−1 for all of them), expiry (−1 without). Answers {used before, used now}. Statistics stay: the calls were made.
    /// </summary>
    public const string Adjust = """
        local time = redis.call('TIME')
        local metric, units = ARGV[1], tonumber(ARGV[2])
        local read = redis.call('HMGET', KEYS[1], metric, metric .. '|used', metric .. '|epoch')
        local before = tonumber(read[2] or read[1] or 0)
        local after = units < 0 and 0 or math.max(0, before - units)
        local epoch = math.max(time[1] * 1000000 + time[2], tonumber(read[3] or 0) + 1)
        redis.call('HSET', KEYS[1], metric .. '|used', string.format('%.0f', after), metric .. '|epoch', string.format('%.0f', epoch))
        if ARGV[3] ~= '-1' then redis.call('PEXPIREAT', KEYS[1], ARGV[3]) end
        return {before, after}
        """;

    /// <summary>Shows that the server takes writes. KEYS: the process' own key. Answers 1.</summary>
    public const string Probe = """
        redis.call('SET', KEYS[1], '1', 'PX', 60000)
        return 1
        """;
}
