using System.Text;

namespace Headgate.Limits.Redis;

/// <summary>Where a Cluster keeps a key (Redis Cluster specification, "Key distribution model").</summary>
internal static class KeySlot
{
    private const int Slots = 16384;

    /// <summary>CRC-16/XMODEM of the key, or of what stands between its first <c>{</c> and the next <c>}</c> unless that is nothing.</summary>
    /// <returns>0 to 16383.</returns>
    public static int Of(string key)
    {
        var bytes = Encoding.UTF8.GetBytes(key).AsSpan();
        var open = bytes.IndexOf((byte)'{');
        if (open >= 0 && bytes[(open + 1)..].IndexOf((byte)'}') is var length and > 0) bytes = bytes.Slice(open + 1, length);
        var crc = 0;
        foreach (var value in bytes)
        {
            crc ^= value << 8;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
        }
        return crc & (Slots - 1);
    }
}
