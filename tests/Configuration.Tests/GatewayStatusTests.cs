using System.Text.Json;

namespace Headgate.Configuration.Tests;

/// <summary>What an operator makes of a gateway's status.</summary>
public sealed class GatewayStatusTests
{
    private static readonly GatewayStatus Status = new()
    {
        Pool = "default",
        Environment = "production",
        Ready = true,
        Draining = false,
        Complete = true,
        LoadedAt = new DateTimeOffset(2026, 11, 24, 16, 0, 30, TimeSpan.Zero),
        Products =
        [
            new()
            {
                Product = "acme/api", Hosts = ["api.test"], Rules = 1, Plans = 2, Applications = 3,
                Entries = new Dictionary<string, string> { ["acme_api.live.json.gz"] = "00" },
            },
        ],
        Errors = [new("odd", null, "is not known"), new("acme_api.proxy.json.gz", "acme/api", "is broken")],
        Usage =
        [
            new()
            {
                Product = "acme/api", Application = "acme/good", Plan = "acme/basic", Hits = 42,
                Limits =
                [
                    new()
                    {
                        Metric = "hits", Period = Period.Minute, Used = 7, Limit = 10, Mode = LimitMode.Enforce,
                        ResetAt = new DateTimeOffset(2026, 11, 24, 16, 1, 0, TimeSpan.Zero),
                    },
                    new() { Metric = "hits", Period = Period.Eternity, Used = long.MaxValue, Limit = 0, Mode = LimitMode.Observe },
                ],
            },
        ],
    };

    [Fact]
    public void What_a_gateway_writes_is_read_and_written_again_the_same()
    {
        var text = Write(Status);
        var read = Read(text);
        Assert.Equal(text, Write(read));
        Assert.Equal(Status.Errors, read.Errors);
        Assert.Equal(Status.Usage![0].Limits, read.Usage![0].Limits);
    }

    [Theory]
    [InlineData("2026-11-24T16:01:00Z"), InlineData("2026-11-24T16:01:00+00:00"), InlineData("2026-11-24T18:01:00+02:00")]
    public void The_end_of_a_window_is_written_as_Kubernetes_does_and_read_as_RFC_3339(string written)
    {
        var text = Write(Status);
        Assert.Contains("\"resetAt\": \"2026-11-24T16:01:00Z\"", text, StringComparison.Ordinal);
        var read = Read(text.Replace("2026-11-24T16:01:00Z", written, StringComparison.Ordinal));
        Assert.Equal(Status.Usage![0].Limits[0].ResetAt, read.Usage![0].Limits[0].ResetAt);
    }

    [Fact]
    public void Usage_that_was_not_told_is_not_an_empty_list()
    {
        Assert.DoesNotContain("usage", Write(Status with { Usage = null }), StringComparison.Ordinal);
        Assert.Null(Read(Write(Status with { Usage = null })).Usage);
        Assert.Empty(Read(Write(Status with { Usage = [] })).Usage!);
    }

    [Fact]
    public void Members_of_a_later_version_are_passed_over()
    {
        var later = Write(Status).Replace("\"hits\": 42", "\"later\": {\"a\": [1]}, \"hits\": 42", StringComparison.Ordinal);
        Assert.Equal(42, Read(later).Usage![0].Hits);
    }

    [Theory]
    [InlineData("\"ready\": true,", ""), InlineData("\"hits\": 42,", ""), InlineData("\"used\": 7", "\"used\": 7.5")]
    [InlineData("\"Minute\"", "\"minute\""), InlineData("\"Enforce\"", "0")]
    [InlineData("\"2026-11-24T16:01:00Z\"", "\"soon\""), InlineData("\"2026-11-24T16:01:00Z\"", "7")]
    public void Anything_else_is_refused(string written, string instead)
    {
        Assert.Contains(written, Write(Status), StringComparison.Ordinal);
        Assert.Throws<JsonException>(() => Read(Write(Status).Replace(written, instead, StringComparison.Ordinal)));
    }

    private static string Write(GatewayStatus status) => JsonSerializer.Serialize(status, StatusJson.Default.GatewayStatus);

    private static GatewayStatus Read(string text) => JsonSerializer.Deserialize(text, StatusJson.Default.GatewayStatus)!;
}
