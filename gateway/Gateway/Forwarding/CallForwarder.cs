using Headgate.Gateway.Pipeline;
using Microsoft.AspNetCore.Connections;
using Yarp.ReverseProxy.Forwarder;

namespace Headgate.Gateway.Forwarding;

/// <summary>Sends accepted calls to their backends and streams the answers back.</summary>
public sealed class CallForwarder(IHttpForwarder forwarder, HttpMessageInvoker client, ForwardedHeaders forwarded)
{
    // Kestrel's words: the exception has no public member that tells it from other bad requests. AbortTests fail when they change.
    private const string BodyEnded = "Unexpected end of request content.";

    /// <summary>Forwards a call. A failure before the answer began becomes a problem of its own; after that the connection is cut.</summary>
    public async Task ForwardAsync(HttpContext context, Call call)
    {
        var backend = call.Backend;
        var error = await forwarder.SendAsync(context, backend.Origin, client, backend.Request, new CallTransformer(call, forwarded));
        if (error == ForwarderError.None || context.Response.HasStarted) return;
        if (IsGone(context, error)) error = ForwarderError.RequestCanceled;
        else if (IsTimeout(context, error)) error = ForwarderError.RequestTimedOut;
        if (UpstreamFailure.Of(error, context.Response.StatusCode) is { } failure) await RefusalWriter.WriteAsync(context, failure);
        else context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
    }

    // A body that was still open when the time was up looks as if the caller had broken it off; a caller who did gives another exception.
    private static bool IsTimeout(HttpContext context, ForwarderError error) =>
        error == ForwarderError.RequestBodyClient
        && !context.RequestAborted.IsCancellationRequested
        && CauseOf(context) is OperationCanceledException;

    // A caller who went away within the body. Kestrel has closed the connection by then, and cancels RequestAborted a moment later.
    private static bool IsGone(HttpContext context, ForwarderError error) =>
        error == ForwarderError.RequestBodyClient
        && (CauseOf(context) is ConnectionResetException or BadHttpRequestException { Message: BodyEnded }
            or OperationCanceledException { InnerException: ConnectionAbortedException });

    private static Exception? CauseOf(HttpContext context) =>
        context.GetForwarderErrorFeature()?.Exception is AggregateException { InnerExceptions: [var cause, ..] } ? cause : null;
}
