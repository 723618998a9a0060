using System.IO.Compression;
using System.Text;

namespace Headgate.Configuration.Tests;

/// <summary>Whatever stands in a file: the whole content comes out, or InvalidDataException does.</summary>
public sealed class EntryContentTests
{
    private static readonly byte[] Json = Encoding.UTF8.GetBytes("""{"format":1,"pool":"default","environment":"production","count":1,"index":0}""");
    private static readonly byte[] Packed = Pack(Json);

    [Fact]
    public void What_was_packed_comes_out() => Assert.Equal(Json, EntryContent.Unpack(Packed));

    [Fact]
    public void Every_truncation_is_refused()
    {
        for (var length = 0; length < Packed.Length; length++) AssertRefused(Packed[..length]);
    }

    [Fact]
    public void Every_truncation_of_a_large_entry_that_does_not_compress_is_refused()
    {
        var noise = new byte[3_000];
        new Random(1).NextBytes(noise);
        var packed = Pack(noise);
        for (var length = 0; length < packed.Length; length++) AssertRefused(packed[..length]);
    }

    [Fact]
    public void Every_flipped_bit_is_refused_or_harmless()
    {
        for (var bit = 0; bit < Packed.Length * 8; bit++)
        {
            var flipped = Packed.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            // Time, flags and operating system of the header (RFC 1952 §2.3.1) say nothing about the content.
            if (Unpacked(flipped) is { } json) Assert.Equal(Json, json);
        }
    }

    [Fact]
    public void Bytes_behind_the_stream_are_refused()
    {
        for (var count = 1; count < 40; count++) AssertRefused([.. Packed, .. new byte[count]]);
        for (var count = 1; count < 40; count++) AssertRefused([.. Packed, .. Enumerable.Repeat((byte)0xFF, count)]);
        AssertRefused([.. Packed, .. Packed]);
    }

    [Fact]
    public void A_bomb_is_refused_before_it_goes_off()
    {
        var bomb = Pack(new byte[EntryContent.MostBytes + 1]);
        Assert.True(bomb.Length < 1024 * 1024);
        AssertRefused(bomb);
    }

    [Fact]
    public void A_bomb_that_lies_about_its_length_is_refused()
    {
        var bomb = Pack(new byte[EntryContent.MostBytes + 1]);
        BitConverter.TryWriteBytes(bomb.AsSpan()[^4..], 100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(bomb);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4 * 1024 * 1024);
    }

    [Fact]
    public void Nothing_and_noise_are_refused()
    {
        AssertRefused([]);
        AssertRefused(Json);
        AssertRefused(new byte[64]);
        var random = new Random(2);
        for (var round = 0; round < 2_000; round++)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            if (noise.Length > 1 && round % 2 == 0) (noise[0], noise[1]) = (0x1F, 0x8B);
            AssertRefused(noise);
        }
    }

    private static void AssertRefused(byte[] bytes) => Assert.Throws<InvalidDataException>(() => EntryContent.Unpack(bytes));

    private static byte[]? Unpacked(byte[] bytes)
    {
        try
        {
            return EntryContent.Unpack(bytes);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static byte[] Pack(byte[] json)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(json);
        return packed.ToArray();
    }
}
