using System.Text.Json.Nodes;
using Headgate.TestCluster.Http;

namespace Headgate.TestCluster.Tests.Api;

/// <summary>Each thing that can be made to go wrong does.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private readonly ApiRun _api = new();

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    private Faults Faults => _api.Cluster.Faults;

    [Fact]
    public async Task Requests_are_refused_as_often_as_asked_and_only_those_that_match()
    {
        await _api.CreateAsync("a");
        Faults.Refuse(request => request.Verb == "get" && request.Name == "a", () => StatusException.TooManyRequests(3), times: 2);
        await _api.OkAsync("GET", ApiRun.Things);
        using var first = await _api.SendAsync("GET", $"{ApiRun.Things}/a");
        Assert.Equal((429, "3"), ((int)first.StatusCode, first.Headers.RetryAfter?.ToString()));
        await _api.RefusedAsync(429, "GET", $"{ApiRun.Things}/a");
        await _api.GetAsync("a");
    }

    [Fact]
    public async Task A_connection_is_cut_before_anything_is_done()
    {
        Faults.Abort(request => request.Verb == "create");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _api.CreateAsync("cut"));
        Assert.False(await _api.ExistsAsync($"{ApiRun.Things}/cut"));
    }

    [Fact]
    public async Task A_connection_is_cut_after_it_was_done()
    {
        Faults.Abort(request => request.Verb == "create", afterwards: true);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _api.CreateAsync("done"));
        Assert.True(await _api.ExistsAsync($"{ApiRun.Things}/done"));
    }

    [Fact]
    public async Task A_request_is_kept_waiting()
    {
        var until = new TaskCompletionSource();
        Faults.Hold(request => request.Verb == "list" && request.Type.Kind == "Thing", until.Task);
        var waiting = _api.OkAsync("GET", ApiRun.Things);
        await _api.CreateAsync("meanwhile");
        Assert.False(waiting.IsCompleted);
        until.SetResult();
        Assert.Single((await waiting)["items"]!.AsArray());
    }

    [Fact]
    public async Task What_was_to_go_wrong_can_be_called_off()
    {
        Faults.Refuse(_ => true, StatusException.MethodNotAllowed, times: 5);
        await _api.RefusedAsync(405, "GET", ApiRun.Things);
        Faults.Clear();
        await _api.OkAsync("GET", ApiRun.Things);
    }

    [Fact]
    public async Task Watches_end_without_a_word()
    {
        using var watch = await OpenAsync();
        Faults.DropWatches();
        Assert.Equal("end", await watch.ShortAsync());
        using var next = await OpenAsync();
        await _api.CreateAsync("after");
        Assert.Equal("ADDED after", await next.ShortAsync());
    }

    [Fact]
    public async Task A_watch_falls_silent_and_stays_so()
    {
        using var watch = await OpenAsync();
        Faults.Silence();
        await _api.CreateAsync("unheard");
        var line = watch.NextAsync();
        Faults.EndSilence();
        using var next = await OpenAsync();
        await _api.CreateAsync("heard");
        Assert.Equal("ADDED heard", await next.ShortAsync());
        Assert.False(line.IsCompleted);
        Faults.DropWatches();
        Assert.Null(await line);
    }

    [Fact]
    public async Task A_line_is_cut_in_the_middle()
    {
        using var watch = await OpenAsync();
        Faults.CutNextLine = true;
        await _api.CreateAsync("half");
        await Assert.ThrowsAnyAsync<Exception>(watch.NextAsync);
        Assert.False(Faults.CutNextLine);
    }

    [Fact]
    public async Task The_server_is_as_if_it_was_not_there()
    {
        Faults.Offline = true;
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _api.OkAsync("GET", ApiRun.Things));
        Faults.Offline = false;
        await _api.OkAsync("GET", ApiRun.Things);
    }

    [Fact]
    public async Task After_a_restart_objects_are_there_and_history_is_not()
    {
        var created = await _api.CreateAsync("lasting");
        await _api.CreateAsync("other");
        using var watch = await OpenAsync();
        await _api.Cluster.RestartAsync();
        Assert.True(await watch.EndsAsync());
        Assert.True(JsonNode.DeepEquals(created, await _api.GetAsync("lasting")));
        using var again = await WatchRun.OpenAsync(
            _api, $"{ApiRun.Things}?watch=1&resourceVersion={created["metadata"]!["resourceVersion"]}");
        Assert.StartsWith("ERROR too old resource version", await again.ShortAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_it_is_stopped_nobody_listens()
    {
        await _api.Cluster.StopAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _api.OkAsync("GET", ApiRun.Things));
        await _api.Cluster.ResumeAsync();
        await _api.OkAsync("GET", ApiRun.Things);
    }

    [Fact]
    public async Task What_is_asked_can_be_heard_and_what_is_being_served_counted()
    {
        var heard = new List<string>();
        Faults.Requested += request => heard.Add($"{request.Verb} {request.Type.Plural}");
        await _api.OkAsync("GET", ApiRun.Things);
        Assert.Equal(["list things"], heard);
        using var watch = await OpenAsync();
        Assert.True(Faults.Active >= 1);
    }

    private async Task<WatchRun> OpenAsync()
    {
        var version = (string?)(await _api.OkAsync("GET", ApiRun.Things))["metadata"]!["resourceVersion"];
        return await WatchRun.OpenAsync(_api, $"{ApiRun.Things}?watch=1&resourceVersion={version}");
    }
}
