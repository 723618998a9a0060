using Yarp.ReverseProxy.Forwarder;

namespace Headgate.Gateway.Pipeline;

/// <summary>How a failure of the backend is answered. Never with the backend's address.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Type">The stable problem type.</param>
/// <param name="Title">Short text.</param>
/// <param name="Detail">What the caller can do about it.</param>
/// <param name="ProxyStatus">The error of the <c>Proxy-Status</c> field (RFC 9209 §2.3).</param>
internal sealed record UpstreamFailure(int Status, string Type, string Title, string Detail, string ProxyStatus)
{
    private const string Ours = "https://headgate.dev/problems/";

    private static readonly UpstreamFailure TimedOut =
        new(504, Ours + "backend-timeout", "Backend timed out", "The API did not answer in time. Try again later.", "http_response_timeout");

    private static readonly UpstreamFailure Unreachable =
        new(502, Ours + "backend-unreachable", "Backend unreachable", "The API could not be reached, or broke off. Try again later.", "destination_unavailable");

    private static readonly UpstreamFailure BadRequest =
        new(400, Ours + "broken-request", "Broken request", "The request's body was malformed.", "http_request_error");

    private static readonly UpstreamFailure TooLarge =
        new(413, Ours + "body-too-large", "Body too large", "The request's body is larger than allowed.", "http_request_error");

    /// <summary>The answer to a failed forwarding; null where the caller is gone and nobody reads one.</summary>
    public static UpstreamFailure? Of(ForwarderError error, int status) => error switch
    {
        ForwarderError.RequestTimedOut => TimedOut,
        ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled or ForwarderError.UpgradeRequestCanceled => null,
        ForwarderError.RequestBodyClient => status == StatusCodes.Status413PayloadTooLarge ? TooLarge : BadRequest,
        _ => Unreachable,
    };
}
