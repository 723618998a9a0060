using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Headgate.Limits.Redis;

/// <summary>Where a server listens, as it was written: a name is looked up at every connect.</summary>
/// <param name="Host">A name or an IP address, without brackets.</param>
/// <param name="Port">1 to 65535.</param>
public readonly record struct RedisAddress(string Host, int Port)
{
    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>::1</c> or <c>[::1]:port</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="defaultPort">The port where none is written.</param>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static RedisAddress Parse(string text, int defaultPort)
    {
        if (IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 && !text.StartsWith('['))
            return new RedisAddress(text, defaultPort);
        var colon = text.LastIndexOf(':');
        if (colon < text.LastIndexOf(']')) colon = -1;
        var host = colon < 0 ? text : text[..colon];
        if (host is ['[', .. var inner, ']'] && IPAddress.TryParse(inner, out address) && address.AddressFamily == AddressFamily.InterNetworkV6) host = inner;
        else if (Uri.CheckHostName(host) is not (UriHostNameType.Dns or UriHostNameType.IPv4)) throw new FormatException($"\"{host}\" is no host");
        var port = colon < 0 ? defaultPort : int.Parse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture);
        return port is > 0 and <= 65535 ? new RedisAddress(host, port) : throw new FormatException($"{port} is no port");
    }

    /// <summary><c>host:port</c>, with brackets around an IPv6 address.</summary>
    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
