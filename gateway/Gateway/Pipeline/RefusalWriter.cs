using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Headgate.Limits;

namespace Headgate.Gateway.Pipeline;

/// <summary>Answers refused requests: as the Product wants it, else as <c>application/problem+json</c> (RFC 9457).</summary>
internal static class RefusalWriter
{
    private const string ProblemJson = "application/problem+json";

    public static async Task WriteAsync(HttpContext context, Call call, Reason reason)
    {
        var answer = RefusalAnswer.Of(reason);
        var replacement = call.Product?.Version.Refusals.Find(answer.Kind);
        var response = context.Response;
        response.StatusCode = replacement?.Status ?? answer.Status;
        if (reason == Reason.UnknownHost)
        {
            response.ContentLength = 0;
            return;
        }
        if (response.StatusCode == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = call.Product!.Version.Refusals.Challenge;
        // RFC 9110 §15.5.6 asks for the methods that are served: any, but these are the ones that have a name.
        if (reason == Reason.MethodNotAllowed) response.Headers.Allow = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
        if (reason == Reason.LimitExceeded) SetRetryAfter(response, RateLimitFields.RetryAfter(call.Reservation.Claims, call.Reservation.Now));
        if (reason is Reason.StoreUnavailable or Reason.KeysPending or Reason.PlanPending or Reason.SecretPending) SetRetryAfter(response, 1);
        if (response.StatusCode is 204 or 205 or 304) return;
        var body = replacement?.Body ?? Problem(answer, response.StatusCode, call, reason).WrittenMemory;
        response.ContentType = replacement?.ContentType ?? (replacement?.Body is null ? ProblemJson : "text/plain; charset=utf-8");
        await WriteAsync(context, body);
    }

    /// <summary>Answers that the backend could not be reached, or gave up (RFC 9209 says how to tell it).</summary>
    public static async Task WriteAsync(HttpContext context, UpstreamFailure failure)
    {
        context.Response.StatusCode = failure.Status;
        context.Response.Headers["Proxy-Status"] = $"headgate; error={failure.ProxyStatus}";
        context.Response.ContentType = ProblemJson;
        await WriteAsync(context, Json(failure.Status, failure.Type, failure.Title, failure.Detail, []).WrittenMemory);
    }

    private static void SetRetryAfter(HttpResponse response, long? seconds)
    {
        if (seconds is { } known) response.Headers.RetryAfter = known.ToString(CultureInfo.InvariantCulture);
    }

    private static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentLength = body.Length;
        if (context.Request.Method != HttpMethods.Head) await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static ArrayBufferWriter<byte> Problem(RefusalAnswer answer, int status, Call call, Reason reason)
    {
        List<string> violated = [];
        if (reason == Reason.LimitExceeded)
        {
            foreach (ref readonly var claim in call.Reservation.Claims)
                if (claim.Exceeded) violated.Add(RateLimitFields.PolicyName(claim));
        }
        return Json(status, answer.Type, answer.Title, answer.Detail, violated);
    }

    private static ArrayBufferWriter<byte> Json(int status, string type, string title, string detail, List<string> violated)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("title", title);
        json.WriteNumber("status", status);
        json.WriteString("detail", detail);
        if (violated.Count > 0)
        {
            json.WriteStartArray("violated-policies");
            foreach (var policy in violated) json.WriteStringValue(policy);
            json.WriteEndArray();
        }
        json.WriteEndObject();
        return buffer;
    }
}
