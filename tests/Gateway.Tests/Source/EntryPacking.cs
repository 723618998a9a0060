using Headgate.Configuration;

namespace Headgate.Gateway.Tests.Source;

/// <summary>Entries as the bytes of their files.</summary>
internal static class EntryPacking
{
    public static byte[] Pack(this PublishedProduct product) => product.Proxy.Pack();

    public static byte[] Pack(this ProductProxy proxy) => EntryContent.Write(proxy, ConfigurationJson.Default.ProductProxy).Bytes.ToArray();

    public static byte[] Pack(this ProductLive live) => EntryContent.Write(live, ConfigurationJson.Default.ProductLive).Bytes.ToArray();

    public static byte[] Pack(this ApplicationSet set) => EntryContent.Write(set, ConfigurationJson.Default.ApplicationSet).Bytes.ToArray();
}
