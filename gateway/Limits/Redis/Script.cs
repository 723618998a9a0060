using System.Security.Cryptography;
using System.Text;

namespace Headgate.Limits.Redis;

/// <summary>A script with the hash that Redis knows it by once it has seen it.</summary>
internal sealed class Script(string text)
{
    public static Script Reserve { get; } = new(Scripts.Reserve);

    public static Script Return { get; } = new(Scripts.Return);

    public static Script Read { get; } = new(Scripts.Read);

    public static Script Flush { get; } = new(Scripts.Flush);

    public static Script Adjust { get; } = new(Scripts.Adjust);

    public static Script Probe { get; } = new(Scripts.Probe);

    public string Text { get; } = text;

    // EVALSHA names scripts by SHA-1 (Redis documentation); nothing is protected by it.
#pragma warning disable CA5350
    public byte[] Hash { get; } = SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
}
