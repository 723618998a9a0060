using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Headgate.Gateway.Tests.Credentials;

/// <summary>One observed case of <c>credentials.jsonl</c>: a service of the peer system, a request, and what was extracted.</summary>
internal sealed class CredentialVector
{
    private readonly JsonElement _request;
    private readonly JsonElement _service;

    private CredentialVector(JsonElement line)
    {
        _service = line.GetProperty("service");
        _request = line.GetProperty("request");
        Id = line.GetProperty("id").GetString()!;
        Version = Text(_service, "backend_version")!;
        Location = Text(_service, "credentials_location") ?? "query";
        Body = Text(_request, "body") ?? "";
        var target = Text(_request, "path_and_query")!;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        Query = mark < 0 ? "" : target[(mark + 1)..];
        Headers = Read(_request, "headers");
        Expected = ReadExpected(line.GetProperty("expected"));
    }

    public string Id { get; }

    /// <summary>1: user key, 2: app id and key, oauth: access token.</summary>
    public string Version { get; }

    /// <summary>query, headers or authorization; anything else is no place.</summary>
    public string Location { get; }

    public string Query { get; }

    public IReadOnlyDictionary<string, string> Headers { get; }

    public string Body { get; }

    /// <summary>The names by which the service calls its credentials.</summary>
    public string[] Names => Version switch
    {
        "1" => [Text(_service, "auth_user_key") ?? "user_key"],
        "2" => [Text(_service, "auth_app_id") ?? "app_id", Text(_service, "auth_app_key") ?? "app_key"],
        _ => [],
    };

    /// <summary>What the peer system found, written as <see cref="Call.ReadBy"/> writes it.</summary>
    public string Expected { get; }

    /// <summary>Every case of the file.</summary>
    public static IEnumerable<CredentialVector> ReadAll(string path) =>
        File.ReadLines(path).Select(line => new CredentialVector(JsonElement.Parse(line)));

    /// <summary>What a Product of ours with the same service finds.</summary>
    public string Read()
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in Headers) headers[name] = value;
        var places = Location switch { "query" => "Q", "headers" => "H", "authorization" => "A", _ => "" };
        return new Call(Query, headers).ReadBy(
            Version == "1" ? Call.UserKey(places, Names[0]) : Call.AppIdAndKey(places, Names[0], Names[1]));
    }

    private string ReadExpected(JsonElement expected)
    {
        var outcome = Text(expected, "outcome")!;
        if (outcome != "present") return outcome;
        var extracted = Read(expected, "extracted");
        return Version switch
        {
            "1" => $"[{extracted["user_key"]}]",
            "2" => $"[{extracted["app_id"]}] [{extracted["app_key"]}]",
            _ => $"[{extracted["access_token"]}]",
        };
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static Dictionary<string, string> Read(JsonElement element, string name) => element.TryGetProperty(name, out var values)
        ? values.EnumerateObject().ToDictionary(value => value.Name, value => value.Value.GetString()!)
        : [];
}
