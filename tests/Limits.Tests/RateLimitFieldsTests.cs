using System.Globalization;
using Headgate.Configuration;

namespace Headgate.Limits.Tests;

/// <summary>Each line: limits as <c>metric period used/max</c>, and what is told of them on a Wednesday at 10:20:30.</summary>
public sealed class RateLimitFieldsTests
{
    private const long MostInteger = 999_999_999_999_999;
    private static readonly DateTimeOffset Now = new(2024, 5, 15, 10, 20, 30, TimeSpan.Zero);

    public static TheoryData<string, string?, string?> Told() => new()
    {
        { "", null, null },
        { "hits Minute 3/10", "\"hits-minute\";q=10;w=60", "\"hits-minute\";r=7;t=30" },
        { "hits Hour 3/10", "\"hits-hour\";q=10;w=3600", "\"hits-hour\";r=7;t=2370" },
        { "hits Day 3/10", "\"hits-day\";q=10;w=86400", "\"hits-day\";r=7;t=49170" },
        { "hits Week 3/10", "\"hits-week\";q=10;w=604800", "\"hits-week\";r=7;t=394770" },
        { "hits Month 3/10", "\"hits-month\";q=10;w=2678400", "\"hits-month\";r=7;t=1431570" },
        { "hits Year 3/10", "\"hits-year\";q=10;w=31622400", "\"hits-year\";r=7;t=19921170" },
        // Eternity has neither a window nor an end.
        { "hits Eternity 3/10", "\"hits-eternity\";q=10", "\"hits-eternity\";r=7" },
        { "a.b_c-D Minute 0/1", "\"a.b_c-D-minute\";q=1;w=60", "\"a.b_c-D-minute\";r=1;t=30" },
        // Never below 0, and a limit of 0 is exhausted.
        { "hits Minute 11/10", "\"hits-minute\";q=10;w=60", "\"hits-minute\";r=0;t=30" },
        { "hits Day 5/10, ads Minute 0/0", "\"ads-minute\";q=0;w=60, \"hits-day\";q=10;w=86400", "\"ads-minute\";r=0;t=30, \"hits-day\";r=5;t=49170" },
        // The share that is left decides, not the number; equals keep their order.
        { "a Minute 1/10, b Minute 900/1000", "\"b-minute\";q=1000;w=60, \"a-minute\";q=10;w=60", "\"b-minute\";r=100;t=30, \"a-minute\";r=9;t=30" },
        { "a Minute 5/10, b Minute 50/100", "\"a-minute\";q=10;w=60, \"b-minute\";q=100;w=60", "\"a-minute\";r=5;t=30, \"b-minute\";r=50;t=30" },
        { "b Minute 50/100, a Minute 5/10", "\"b-minute\";q=100;w=60, \"a-minute\";q=10;w=60", "\"b-minute\";r=50;t=30, \"a-minute\";r=5;t=30" },
        // Those that observe are not told.
        { "hits Minute ~9/10", null, null },
        { "hits Minute ~9/10, ads Day 1/4", "\"ads-day\";q=4;w=86400", "\"ads-day\";r=3;t=49170" },
        // Nor what no structured field can say.
        { $"hits Minute 0/{MostInteger}", $"\"hits-minute\";q={MostInteger};w=60", $"\"hits-minute\";r={MostInteger};t=30" },
        { $"hits Minute 0/{MostInteger + 1}", null, null },
        { $"hits Minute {MostInteger}/{long.MaxValue}, ads Eternity 0/1", "\"ads-eternity\";q=1", "\"ads-eternity\";r=1" },
    };

    public static TheoryData<string, long?> RetryAfters() => new()
    {
        { "", null },
        { "hits Minute !10/10", 30 }, { "hits Hour !10/10", 2_370 }, { "hits Day !10/10", 49_170 }, { "hits Week !10/10", 394_770 },
        { "hits Month !10/10", 1_431_570 }, { "hits Year !10/10", 19_921_170 }, { "hits Eternity !10/10", null },
        // Several refuse: the latest end; never, when one of them never ends.
        { "hits Minute !10/10, ads Hour !1/1", 2_370 }, { "ads Hour !1/1, hits Minute !10/10", 2_370 }, { "hits Minute !10/10, ads Eternity !1/1", null },
        // Those that do not refuse do not count.
        { "hits Minute !10/10, ads Eternity !1/9", 30 }, { "hits Minute !10/10, ads Year ~9/9", 30 }, { "hits Minute !9/10", null }, { "hits Minute 10/10", null },
        { "hits Minute !0/0", 30 },
    };

    [Theory, MemberData(nameof(Told))]
    public void Limits_are_told_of(string limits, string? policy, string? rateLimit)
    {
        Assert.Equal(policy, RateLimitFields.Policy(Claims(limits), Now));
        Assert.Equal(rateLimit, RateLimitFields.RateLimit(Claims(limits), Now));
    }

    [Theory, MemberData(nameof(RetryAfters))]
    public void A_refused_call_is_told_when_to_come_again(string limits, long? seconds) =>
        Assert.Equal(seconds, RateLimitFields.RetryAfter(Claims(limits), Now));

    [Theory, InlineData(1, 60), InlineData(10_000_000, 59), InlineData(10_000_001, 59), InlineData(599_999_999, 1), InlineData(590_000_000, 1), InlineData(0, 60)]
    public void Seconds_are_rounded_up(long ticks, long seconds)
    {
        var now = new DateTimeOffset(2024, 5, 15, 10, 20, 0, TimeSpan.Zero).AddTicks(ticks);
        Assert.Equal(seconds, RateLimitFields.RetryAfter(Claims("hits Minute !1/1"), now));
        Assert.Equal($"\"hits-minute\";r=0;t={seconds}", RateLimitFields.RateLimit(Claims("hits Minute !1/1"), now));
    }

    [Fact]
    public void The_eight_closest_to_exhaustion_are_told()
    {
        var claims = Claims(string.Join(", ", Enumerable.Range(0, 12).Select(index => $"m{index} Hour {index * 7 % 12}/12")));
        var expected = claims.OrderBy(claim => claim.Remaining).Take(8).Select(claim => $"\"{claim.Metric}-hour\"");
        Assert.Equal(expected, RateLimitFields.RateLimit(claims, Now)!.Split(", ").Select(item => item.Split(';')[0]));
        Assert.Equal(expected, RateLimitFields.Policy(claims, Now)!.Split(", ").Select(item => item.Split(';')[0]));
    }

    [Theory]
    [InlineData("a\"b", "a\\\"b"), InlineData("a\\b", "a\\\\b"), InlineData("a\r\nX: 1", "a%0D%0AX: 1"), InlineData("größe", "gr%C3%B6%C3%9Fe")]
    [InlineData("🙂", "%F0%9F%99%82"), InlineData("\u007f\0", "%7F%00")]
    public void A_name_is_written_as_a_String_of_a_structured_field(string metric, string written)
    {
        Claim[] claims = [Claims("hits Minute 3/10")[0] with { Metric = metric }];
        Assert.Equal($"\"{written}-minute\";q=10;w=60", RateLimitFields.Policy(claims, Now));
        Assert.Equal($"\"{written}-minute\";r=7;t=30", RateLimitFields.RateLimit(claims, Now));
    }

    [Fact]
    public void Shares_beyond_the_precision_of_floating_point_are_told_apart()
    {
        var claims = Claims($"a Minute 1/{MostInteger}, b Minute 2/{MostInteger}, c Minute 1/{MostInteger - 1}");
        Assert.Equal(["\"b-minute\"", "\"c-minute\"", "\"a-minute\""], RateLimitFields.Policy(claims, Now)!.Split(", ").Select(item => item.Split(';')[0]));
    }

    [Fact]
    public void Nothing_but_the_field_itself_is_allocated()
    {
        var claims = Claims("hits Minute 3/10, search Day 1/20, bytes Month ~1/2");
        var length = RateLimitFields.RateLimit(claims, Now)!.Length;
        var bytes = Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++) RateLimitFields.RateLimit(claims, Now);
            return (GC.GetAllocatedBytesForCurrentThread() - before) / 100;
        });
        Assert.InRange(bytes, 0, (2 * length) + 32);
    }

    [Fact]
    public void The_last_window_of_the_calendar_has_no_end_to_tell()
    {
        var now = DateTimeOffset.MaxValue;
        Assert.Equal("\"hits-minute\";q=1", RateLimitFields.Policy(Claims("hits Minute !1/1"), now));
        Assert.Equal("\"hits-minute\";r=0", RateLimitFields.RateLimit(Claims("hits Minute !1/1"), now));
        Assert.Null(RateLimitFields.RetryAfter(Claims("hits Minute !1/1"), now));
    }

    // !: nothing was granted; ~: observes, nothing was granted.
    private static Claim[] Claims(string limits) => [.. from limit in limits.Split(", ", StringSplitOptions.RemoveEmptyEntries)
                                                        let parts = limit.Split(' ', '/')
                                                        select new Claim
                                                        {
                                                            Metric = parts[0],
                                                            Period = Enum.Parse<Period>(parts[1]),
                                                            Need = 1,
                                                            Want = 1,
                                                            Enforced = parts[2][0] != '~',
                                                            Max = long.Parse(parts[3], CultureInfo.InvariantCulture),
                                                            Used = long.Parse(parts[2].TrimStart('!', '~'), CultureInfo.InvariantCulture),
                                                            Granted = char.IsAsciiDigit(parts[2][0]) ? 1 : 0,
                                                        }];
}
