using System.Security.Cryptography;

namespace Headgate.Gateway.Tests.Http;

/// <summary>Bodies of any size pass unchanged, and none is gathered here: a reader that stops, stops the writer.</summary>
public sealed class LargeBodyTests
{
    private const int Part = 256 * 1024;
    private const int Parts = 256;

    // What the sockets of two connections hold at most, and Kestrel's buffers.
    private const long MostOnTheWay = 40L << 20;

    private static readonly byte[] Data = RandomNumberGenerator.GetBytes(Part);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task All_of_64_MB_arrive_both_ways(bool chunked)
    {
        await using var backend = await KestrelBackend.StartAsync(async context =>
        {
            var digest = await SHA256.HashDataAsync(context.Request.Body, context.RequestAborted);
            context.Response.Headers["X-Digest"] = Convert.ToHexString(digest);
            context.Response.ContentLength = chunked ? null : (long)Part * Parts;
            for (var part = 0; part < Parts; part++) await context.Response.Body.WriteAsync(Data, context.RequestAborted);
        });
        await using var gateway = await TestGateway.StartAsync(new TestProduct { Backends = [TestProduct.To(backend.Url)] });
        using var client = await gateway.ConnectAsync();
        var framing = chunked ? "Transfer-Encoding: chunked\r\n" : $"Content-Length: {(long)Part * Parts}\r\n";
        await client.SendAsync(HostileCase.Post(framing, ""));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var part = 0; part < Parts; part++)
        {
            hash.AppendData(Data);
            await client.SendAsync(chunked ? [.. "40000\r\n"u8, .. Data, .. "\r\n"u8] : Data);
        }
        if (chunked) await client.SendAsync("0\r\n\r\n");
        var expected = Convert.ToHexString(hash.GetHashAndReset());
        var head = await client.Reader.ReadHeadAsync(client.Deadline);
        Assert.Equal((200, expected), (head!.Status, head["X-Digest"]));
        for (var left = (long)Part * Parts; left > 0;)
        {
            var piece = chunked
                ? await client.Reader.ReadChunkAsync(client.Deadline)
                : await client.Reader.ReadExactlyAsync(Part, client.Deadline);
            hash.AppendData(piece);
            left -= piece.Length;
        }
        Assert.Equal(expected, Convert.ToHexString(hash.GetHashAndReset()));
    }

    [Fact]
    public async Task A_backend_that_does_not_read_stops_the_caller()
    {
        var release = new TaskCompletionSource();
        await using var upstream = new RawUpstream
        {
            Script = async exchange =>
            {
                await release.Task.WaitAsync(exchange.Stopping);
                exchange.Reset();
            },
        };
        await using var gateway = await TestGateway.StartAsync(new TestProduct { Backends = [TestProduct.To(upstream.Url)] });
        using var client = await gateway.ConnectAsync();
        await client.SendAsync(HostileCase.Post($"Content-Length: {(long)Part * Parts * 4}\r\n", ""));
        await AssertStallsAsync(() => client.Tcp.GetStream().WriteAsync(Data, client.Deadline), client.Deadline);
        release.SetResult();
    }

    [Fact]
    public async Task A_caller_that_does_not_read_stops_the_backend()
    {
        var stalls = new TaskCompletionSource();
        await using var backend = await KestrelBackend.StartAsync(async context =>
        {
            try
            {
                await AssertStallsAsync(() => new(context.Response.Body.WriteAsync(Data, 0, Part)), context.RequestAborted);
                stalls.SetResult();
            }
            catch (Exception exception)
            {
                stalls.SetException(exception);
            }
            context.Abort();
        });
        await using var gateway = await TestGateway.StartAsync(new TestProduct { Backends = [TestProduct.To(backend.Url)] });
        using var client = await gateway.ConnectAsync();
        await client.SendAsync(HostileCase.Get(""));
        await stalls.Task.WaitAsync(client.Deadline);
    }

    /// <summary>Writes until nothing was taken between two ticks.</summary>
    private static async Task AssertStallsAsync(Func<ValueTask> write, CancellationToken cancellationToken)
    {
        using var ticks = new PeriodicTimer(Tick);
        var taken = 0L;
        var writing = WriteAsync();
        for (var before = -1L; before != Volatile.Read(ref taken);)
        {
            before = Volatile.Read(ref taken);
            await ticks.WaitForNextTickAsync(cancellationToken);
        }
        Assert.False(writing.IsCompleted, "Everything was taken though nobody read it.");
        Assert.InRange(taken, Part, MostOnTheWay);

        async Task WriteAsync()
        {
            try
            {
                for (var part = 0; part < Parts * 4; part++)
                {
                    await write();
                    Interlocked.Add(ref taken, Part);
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The connection is cut at the end of the test.
            }
        }
    }
}
