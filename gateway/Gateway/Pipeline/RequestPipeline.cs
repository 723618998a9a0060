using Headgate.Gateway.Forwarding;
using Headgate.Gateway.Hosting;
using Headgate.Gateway.Source;
using Headgate.Gateway.Telemetry;
using Headgate.Limits;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Headgate.Gateway.Pipeline;

/// <summary>The whole life of a request: decide, then refuse or forward, then account for it.</summary>
public sealed class RequestPipeline(
    ConfigurationSource configuration, Decider decider, CallForwarder forwarder, Drain drain, RequestTelemetry telemetry)
{
    /// <summary>Handles one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var started = telemetry.Start();
        var call = CallPool.Rent();
        var reason = Reason.Accepted;
        try
        {
            Begin(call, context);
            // HTTP/2 has no such header: its connections are told to go when the server stops.
            if (drain.IsDraining && HttpProtocol.IsHttp11(context.Request.Protocol)) context.Response.Headers.Connection = "close";
            reason = FieldValues.AreText(call.Headers) && !HasForeignFraming(context.Request) ? await decider.DecideAsync(call, context.RequestAborted) : Reason.AmbiguousMessage;
            SetRateLimit(context.Response, call);
            if (reason == Reason.Accepted) await forwarder.ForwardAsync(context, call);
            else await RefusalWriter.WriteAsync(context, call, reason);
        }
        finally
        {
            telemetry.Stop(started, context, call, reason);
            CallPool.Return(call);
        }
    }

    private void Begin(Call call, HttpContext context)
    {
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        // RFC 8441: a WebSocket over HTTP/2 begins with CONNECT; what it asks for is what GET asks for over HTTP/1.1.
        var isWebSocket = context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" };
        call.Begin(configuration.Current, request.Headers.Host.ToString(), isWebSocket ? HttpMethods.Get : request.Method, request.RawTarget, request.Headers);
        // A gRPC stream may be silent for as long as it likes; other bodies keep Kestrel's least rate against slow senders.
        if (request.Headers.ContentType.ToString().StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase)
            && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    // RFC 9113 §8.2.2 calls it malformed; Kestrel lets this one field of HTTP/1.1's framing pass.
    private static bool HasForeignFraming(HttpRequest request) =>
        HttpProtocol.IsHttp2(request.Protocol) && request.Headers.TransferEncoding.Count > 0;

    private static void SetRateLimit(HttpResponse response, Call call)
    {
        var reservation = call.Reservation;
        if (reservation.Claims.IsEmpty || reservation.Now == default) return;
        if (RateLimitFields.Policy(reservation.Claims, reservation.Now) is { } policy) response.Headers["RateLimit-Policy"] = policy;
        if (RateLimitFields.RateLimit(reservation.Claims, reservation.Now) is { } state) response.Headers["RateLimit"] = state;
    }
}
