using System.Net;

namespace Headgate.Gateway.Pipeline;

/// <summary>Who called: the other end of the connection.</summary>
internal static class ClientAddress
{
    /// <summary>The caller's address, IPv4 in its own form even where one socket takes both; null where there is none.</summary>
    public static IPAddress? Of(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address ? address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address : null;
}
