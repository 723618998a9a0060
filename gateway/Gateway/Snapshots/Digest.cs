using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Headgate.Configuration;

namespace Headgate.Gateway.Snapshots;

/// <summary>
/// A key's digest as a dictionary key. The digest is a keyed hash, so finding it by hash table tells an outsider nothing about the key
/// that a comparison in constant time would hide; the last step compares in constant time all the same.
/// </summary>
public readonly struct Digest : IEquatable<Digest>
{
    private readonly long _first;
    private readonly long _second;
    private readonly long _third;
    private readonly long _fourth;

    /// <summary>Takes the bytes of a digest.</summary>
    /// <exception cref="InvalidDataException">There are not <see cref="KeyHash.Length"/> bytes.</exception>
    public Digest(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != KeyHash.Length) throw new InvalidDataException($"a key digest has {bytes.Length} bytes instead of {KeyHash.Length}");
        var parts = MemoryMarshal.Cast<byte, long>(bytes);
        (_first, _second, _third, _fourth) = (parts[0], parts[1], parts[2], parts[3]);
    }

    /// <summary>Reads a published digest.</summary>
    /// <exception cref="InvalidDataException">It is not Base64 of <see cref="KeyHash.Length"/> bytes.</exception>
    public static Digest Parse(string base64)
    {
        Span<byte> bytes = stackalloc byte[KeyHash.Length + 1];
        return Convert.TryFromBase64String(base64, bytes, out var written)
            ? new Digest(bytes[..written])
            : throw new InvalidDataException("a key digest is not Base64 of 32 bytes");
    }

    /// <summary>Equal bytes.</summary>
    public static bool operator ==(Digest one, Digest other) => one.Equals(other);

    /// <summary>Different bytes.</summary>
    public static bool operator !=(Digest one, Digest other) => !one.Equals(other);

    /// <inheritdoc/>
    public bool Equals(Digest other) => CryptographicOperations.FixedTimeEquals(Bytes(in this), Bytes(in other));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Digest other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _first.GetHashCode();

    private static ReadOnlySpan<byte> Bytes(in Digest digest) => MemoryMarshal.AsBytes(new ReadOnlySpan<Digest>(in digest));
}
