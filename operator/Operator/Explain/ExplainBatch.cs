using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.Gateway.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Headgate.Operator.Explain;

/// <summary>Explains requests given as JSON lines, one answer line each, so that rules can be tried against an access log.</summary>
internal static class ExplainBatch
{
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers every line. One that cannot be read is answered with an <c>error</c>, and the others go on.</summary>
    /// <returns>The exit code: 1 when a line could not be read.</returns>
    public static async Task<int> RunAsync(ExplainSession session, TextReader input, TextWriter output)
    {
        var failed = false;
        for (var number = 1; await input.ReadLineAsync() is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            var answer = Answer(session, line, number);
            failed |= answer.ContainsKey("error");
            await output.WriteLineAsync(answer.ToJsonString(OneLine));
        }
        await output.FlushAsync();
        return failed ? 1 : 0;
    }

    private static JsonObject Answer(ExplainSession session, string line, int number)
    {
        JsonObject? request = null;
        try
        {
            request = JsonNode.Parse(line)?.AsObject() ?? throw new FormatException("is null");
            var inspection = session.Inspect(Text(request, "host"), Required(request, "method"), Required(request, "path_and_query"), Headers(request));
            return Answer(request["id"]?.DeepClone(), inspection);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            return new JsonObject { ["id"] = request?["id"]?.DeepClone(), ["error"] = $"line {number}: {exception.Message}" };
        }
    }

    private static JsonObject Answer(JsonNode? id, Inspection inspection)
    {
        var rules = inspection.Product?.Version.Proxy.Rules;
        var usage = new JsonObject();
        foreach (var (metric, units) in inspection.Costs) usage[metric] = units;
        return new JsonObject
        {
            ["id"] = id,
            ["product"] = inspection.Product?.Name,
            ["normalizedPath"] = inspection.NormalizedPath,
            ["matched"] = new JsonArray([.. inspection.Rules.Select(rule => (JsonNode)rules![rule].Name)]),
            ["usage"] = usage,
            ["status"] = inspection.StatusOf(inspection.Reason),
        };
    }

    private static HeaderDictionary Headers(JsonObject request)
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in request["headers"]?.AsObject() ?? [])
        {
            headers[name] = value is JsonArray several
                ? new StringValues([.. several.Select(item => item?.ToString())])
                : new StringValues(value?.ToString());
        }
        return headers;
    }

    private static string Required(JsonObject request, string name) => Text(request, name) ?? throw new FormatException($"has no {name}");

    private static string? Text(JsonObject request, string name) => request[name] is JsonValue value ? value.GetValue<string>() : null;
}
