using System.CommandLine;
using System.Text.Json.Nodes;
using Headgate.Configuration;
using Headgate.Limits;
using Headgate.Operator.Usage;
using StackExchange.Redis;

namespace Headgate.Operator.Tests.Usage;

/// <summary>The command <c>usage</c> on a cluster and a real redis-server.</summary>
public sealed class UsageCommandTests : IAsyncLifetime
{
    private UsagePlace _place = null!;
    private DateTimeOffset _now;

    private string Tenant => _place.Tenant;

    private string Day => $"{_now:yyyy-MM-dd}";

    public async ValueTask InitializeAsync()
    {
        _place = await UsagePlace.OpenAsync();
        _now = await _place.NowAsync();
        foreach (var application in new[] { "web", "mobile" }) await _place.AddAsync(application);
        await _place.CountAsync("web", _now, ("hits", 4), ("hello", 1));
        await _place.CountAsync("web", _now.AddDays(-2), ("hits", 9));
        await _place.CountAsync("web", _now.AddDays(-20), ("hits", 100));
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Equal("", await _place.DeniedAsync());
        await _place.DisposeAsync();
    }

    [Fact]
    public async Task The_current_window_is_shown_as_a_table()
    {
        Assert.Equal(
            [
                "APPLICATION PRODUCT WINDOW UNITS ANSWERS",
                $"{Tenant}/web {Tenant}/api {Day} hello 1, hits 4 2xx 1, 4xx 1",
            ],
            await LinesAsync());
        Assert.Equal(["Nothing was used."], await LinesAsync("mobile"));
        Assert.Equal(3, (await LinesAsync("product/api", "--since", "7d")).Count);
        Assert.Equal(4, (await LinesAsync("application/web", "--namespace", Tenant, "--since", $"{_now.AddDays(-25):yyyy-MM-dd}")).Count);
        Assert.Contains("hello 1, hits 113", (await LinesAsync("web", "--period", "eternity"))[1], StringComparison.Ordinal);
        Assert.Equal(["Nothing was used."], await LinesAsync("--environment", "staging"));
    }

    [Fact]
    public async Task Usage_is_told_to_programs()
    {
        var json = JsonNode.Parse((await _place.RunAsync("usage", "-o", "json", "--since", "3d")).Output)!.AsArray();
        Assert.Equal([$"{Tenant}/mobile", $"{Tenant}/web"], json.Select(item => (string)item!["application"]!));
        Assert.Empty(json[0]!["windows"]!.AsArray());
        var window = json[1]!["windows"]![1]!;
        Assert.Equal(($"{Day}T00:00:00Z", 4L, 1L), ((string)window["start"]!, (long)window["units"]!["hits"]!, (long)window["answers"]!["4xx"]!));

        await _place.Database.HashSetAsync(_place.Keys.Window($"{Tenant}/web", Period.Day, DayOf(_now)), "=cmd()", 5);
        var csv = await LinesAsync("web", "-o", "csv");
        Assert.Equal(UsageCsv.Heading, csv[0]);
        var before = $"{Tenant}/web,{Tenant}/api,silver,day,{Day}T00:00:00Z,{_now.AddDays(1):yyyy-MM-dd}T00:00:00Z";
        Assert.Equal([$"{before},units,'=cmd(),5", $"{before},units,hello,1", $"{before},units,hits,4", $"{before},answers,2xx,1", $"{before},answers,4xx,1"], csv.Skip(1));
    }

    [Fact]
    public async Task A_counter_is_credited_and_reset_with_an_Event_on_the_Application()
    {
        Assert.Equal(
            [$"The counter hits per day ({Day}, production) of {Tenant}/web went from 4 to 1: 3 were credited."],
            await TextAsync("web", "--credit", "3", "--metric", "hits", "--period", "day"));
        Assert.Contains("hello 1, hits 4 (1 booked)", (await LinesAsync("web"))[1], StringComparison.Ordinal);
        Assert.Contains("went from 1 to 0: it was reset.", (await TextAsync("web", "--reset", "--metric", "hits", "--period", "day"))[0], StringComparison.Ordinal);

        var events = await _place.EventsAsync();
        Assert.Equal(["CounterCredited", "CounterReset"], events.Select(item => (string)item["reason"]!).Order(StringComparer.Ordinal));
        Assert.All(events, item => Assert.Equal(("Normal", "Application", "web"),
            ((string)item["type"]!, (string)item["regarding"]!["kind"]!, (string)item["regarding"]!["name"]!)));
        Assert.Contains(events, item => ((string)item["note"]!).Contains("went from 4 to 1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, "There are {0}/mobile, {0}/web.", "nobody")]
    [InlineData(1, "\"api\" means 2 Applications", "api", "--reset", "--metric", "hits", "--period", "day")]
    [InlineData(1, "{0}/web has used nothing of byes per day", "web", "--reset", "--metric", "byes", "--period", "day")]
    [InlineData(1, "--since is in the future", "--since", "2999-01-01")]
    [InlineData(1, "Say which counter is to be changed", "web", "--reset")]
    [InlineData(1, "choose one", "web", "--reset", "--credit", "1", "--metric", "hits", "--period", "day")]
    [InlineData(1, "--credit takes a whole number of 1 or more", "web", "--credit", "0", "--metric", "hits", "--period", "day")]
    [InlineData(1, "--since soon: write 30m", "--since", "soon")]
    [InlineData(1, "write NAME, application/NAME or product/NAME", "a/b")]
    [InlineData(1, "of no use here", "web", "--reset", "--metric", "hits", "--period", "day", "--since", "1d")]
    [InlineData(2, "The setting redis-user needs redis-password-file.", "--redis-user", "me")]
    public async Task A_mistake_is_told_in_a_sentence(int exitCode, string message, params string[] arguments)
    {
        var result = await _place.RunAsync(["usage", .. arguments]);
        Assert.Contains(string.Format(System.Globalization.CultureInfo.InvariantCulture, message, Tenant).Replace("\"", "", StringComparison.Ordinal), result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
        Assert.Equal(exitCode, result.ExitCode);
    }

    [Fact]
    public async Task Who_says_not_where_Redis_is_and_who_says_wrong_is_told()
    {
        Assert.Contains("--redis host:port, or --config", (await UsagePlace.InvokeAsync("usage", "--kubeconfig", _place.Kubeconfig)).Errors, StringComparison.Ordinal);
        var away = await UsagePlace.InvokeAsync("usage", "--kubeconfig", _place.Kubeconfig, "--redis", "127.0.0.1:1");
        Assert.Equal(1, away.ExitCode);
        Assert.Contains("Redis cannot be reached within 5 s: 127.0.0.1:1", away.Errors, StringComparison.Ordinal);
        var configuration = Path.Combine(_place.Folder, "operator.yaml");
        await File.WriteAllTextAsync(configuration,
            $"pools:\n- {{name: pool, namespace: gateways, podSelector: {{matchLabels: {{app: gateway}}}}}}\nredis: {{addresses: ['{_place.Address}']}}\n", TestContext.Current.CancellationToken);
        Assert.Contains("hello 1, hits 4", (await UsagePlace.InvokeAsync("usage", "--kubeconfig", _place.Kubeconfig, "--config", configuration)).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("-7", "-7")]
    [InlineData("-7+cmd()", "'-7+cmd()")]
    [InlineData("@sum", "'@sum")]
    [InlineData("=a,\"b\"", "\"'=a,\"\"b\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("\tx", "'\tx")]
    public void A_cell_is_no_formula(string text, string cell) => Assert.Equal(cell, UsageCsv.Cell(text));

    private static DateTimeOffset DayOf(DateTimeOffset instant) => CalendarWindow.Of(Period.Day, instant).Start;

    // As they were written.
    private async Task<IReadOnlyList<string>> TextAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await _place.RunAsync(["usage", .. arguments]);
        Assert.Equal((0, ""), (exitCode, errors));
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    // Without the padding.
    private async Task<IReadOnlyList<string>> LinesAsync(params string[] arguments) =>
        [.. (await TextAsync(arguments)).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
}
