using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Headgate.Configuration;

namespace Headgate.TestLoad;

/// <summary>Reads from an answer's head what the history keeps.</summary>
internal static class AnswerReader
{
    private static readonly (byte[] Name, Period Period, long Ticks)[] Told =
    [
        ("-minute\""u8.ToArray(), Period.Minute, TimeSpan.TicksPerMinute),
        ("-hour\""u8.ToArray(), Period.Hour, TimeSpan.TicksPerHour),
        ("-day\""u8.ToArray(), Period.Day, TimeSpan.TicksPerDay),
    ];

    /// <summary>The status.</summary>
    public static short Status(ReadOnlySpan<byte> head) => short.Parse(head.Slice("HTTP/1.1 ".Length, 3), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The value of a header; empty without it.</summary>
    /// <param name="head">The head.</param>
    /// <param name="name">CRLF, the name as Kestrel writes it, colon and space.</param>
    public static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        var at = head.IndexOf(name);
        if (at < 0) return default;
        var value = head[(at + name.Length)..];
        var end = value.IndexOf("\r\n"u8);
        return end < 0 ? value : value[..end];
    }

    /// <summary>Length of the body.</summary>
    /// <exception cref="InvalidDataException">It is not said.</exception>
    public static int BodyLength(ReadOnlySpan<byte> head)
    {
        var value = Header(head, "\r\nContent-Length: "u8);
        return Utf8Parser.TryParse(value, out int length, out _) ? length : throw new InvalidDataException($"An answer without a length: {Encoding.ASCII.GetString(head)}");
    }

    /// <summary>
    /// The window that the call was judged in, by the shortest period that RateLimit tells of: its <c>t</c> is the seconds until that window's end,
    /// rounded up, so the end is the boundary nearest to now plus t.
    /// </summary>
    public static (Period Period, long Start) Window(ReadOnlySpan<byte> head, long now)
    {
        var value = Header(head, "\r\nRateLimit: "u8);
        foreach (var (name, period, length) in Told)
        {
            var at = value.IndexOf(name);
            if (at < 0) continue;
            var item = value[at..];
            item = item[(item.IndexOf(";t="u8) + 3)..];
            if (!Utf8Parser.TryParse(item, out long seconds, out _)) throw new InvalidDataException($"RateLimit: {Encoding.ASCII.GetString(value)}");
            var end = (now + (seconds * TimeSpan.TicksPerSecond) + (length / 2)) / length * length;
            return (period, end - length);
        }
        return (Period.Eternity, 0);
    }
}
