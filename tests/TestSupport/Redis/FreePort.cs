using System.Net;
using System.Net.Sockets;

namespace Headgate.TestSupport.Redis;

/// <summary>
/// Finds ports below those that the kernel gives to callers: a server that is killed and started anew on its port must find it free, and a
/// caller that tries a closed port of the kernel's range may now and then meet itself.
/// </summary>
internal static class FreePort
{
    private const int First = 12000;
    private const int Last = 32000;

    /// <summary>A port of 127.0.0.1 that nobody listens on now.</summary>
    public static int Find()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken.
            }
        }
    }
}
