using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Tests.Api;

/// <summary>A watch that is open.</summary>
internal sealed class WatchRun : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private WatchRun(HttpResponseMessage response, StreamReader lines)
    {
        _response = response;
        _lines = lines;
    }

    public static async Task<WatchRun> OpenAsync(ApiRun api, string path)
    {
        var response = await api.SendAsync("GET", path);
        Assert.True(response.IsSuccessStatusCode, await Text(response));
        return new WatchRun(response, new StreamReader(await response.Content.ReadAsStreamAsync(ApiRun.Stop)));
    }

    /// <summary>The next line; null when the watch has ended.</summary>
    public async Task<JsonNode?> NextAsync() =>
        await _lines.ReadLineAsync(ApiRun.Stop) is { Length: > 0 } line ? JsonNode.Parse(line) : null;

    /// <summary>The next line in short: what happened, to which object.</summary>
    public async Task<string> ShortAsync()
    {
        var line = await NextAsync();
        return line is null ? "end" : $"{line["type"]} {line["object"]?["metadata"]?["name"] ?? line["object"]?["message"]}".Trim();
    }

    /// <summary>Whether it is over, by its end or by the end of its connection.</summary>
    public async Task<bool> EndsAsync()
    {
        try
        {
            return await NextAsync() is null;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return true;
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }

    private static async Task<string> Text(HttpResponseMessage response) =>
        response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync(ApiRun.Stop);
}
