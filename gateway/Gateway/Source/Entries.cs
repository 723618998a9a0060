using System.Text.Json.Serialization.Metadata;
using Headgate.Configuration;

namespace Headgate.Gateway.Source;

/// <summary>A published entry that was read and understood.</summary>
/// <param name="Value">Its value.</param>
/// <param name="Digest">The digest of its content (<see cref="EntryContent.Digest"/>).</param>
public sealed record LoadedEntry<T>(T Value, string Digest);

/// <summary>Reads published entries strictly.</summary>
public static class Entries
{
    /// <summary>Unpacks and reads one entry.</summary>
    /// <exception cref="InvalidDataException">It is not what the contract says; the message tells where.</exception>
    public static LoadedEntry<T> Read<T>(MountedFile file, JsonTypeInfo<T> type, Func<T, int> formatOf)
    {
        var json = EntryContent.Unpack(file.Bytes);
        var value = EntryContent.Parse(json, type);
        if (formatOf(value) != Contract.Format)
            throw new InvalidDataException($"has format {formatOf(value)}; this gateway reads format {Contract.Format}");
        return new LoadedEntry<T>(value, EntryContent.DigestOf(json));
    }
}
