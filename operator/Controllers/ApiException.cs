using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Headgate.Controllers;

/// <summary>An API server refused (Kubernetes API conventions, "Response Status Kind").</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="reason">The reason of the Status object; empty without one.</param>
/// <param name="message">Its message.</param>
/// <param name="retryAfter">How long the server asked to wait; null when it did not.</param>
public sealed class ApiException(HttpStatusCode status, string reason, string message, TimeSpan? retryAfter = null) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>The reason of the Status object; empty without one.</summary>
    public string Reason { get; } = reason;

    /// <summary>How long the server asked to wait; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Whether what was asked for is too old to be told, so that a new list is needed.</summary>
    public bool IsExpired => Status == HttpStatusCode.Gone || Reason is "Expired" or "Gone";

    /// <summary>Whether there is no such object, or no such kind.</summary>
    public bool IsNotFound => Status == HttpStatusCode.NotFound;

    /// <summary>Whether somebody else wrote first, or the object is another one by now.</summary>
    public bool IsConflict => Status == HttpStatusCode.Conflict;

    /// <summary>Whether the server knows the request and will not serve it until somebody changes something.</summary>
    public bool IsRefusal => Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound;

    /// <summary>Reads a refusal.</summary>
    internal static async Task<ApiException> OfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var retryAfter = response.Headers.RetryAfter?.Delta;
        return TryParse(text) is { } status
            ? new ApiException(response.StatusCode, Text(status["reason"]) ?? "", Text(status["message"]) ?? text, retryAfter)
            : new ApiException(response.StatusCode, "", $"{(int)response.StatusCode} {response.ReasonPhrase}", retryAfter);
    }

    /// <summary>A refusal that came as the last event of a watch.</summary>
    internal static ApiException OfEvent(JsonElement status)
    {
        var code = status.TryGetProperty("code", out var value) ? value.GetInt32() : (int)HttpStatusCode.InternalServerError;
        return new ApiException((HttpStatusCode)code, Text(status, "reason"), string.Create(CultureInfo.InvariantCulture, $"{code}: {Text(status, "message")}"));
    }

    // What stands between may answer in JSON of its own.
    private static string? Text(JsonNode? value) => value is JsonValue one && one.TryGetValue<string>(out var text) ? text : null;

    private static string Text(JsonElement status, string name) => status.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static JsonObject? TryParse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
