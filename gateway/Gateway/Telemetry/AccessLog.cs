using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;

namespace Headgate.Gateway.Telemetry;

/// <summary>
/// The access log: one JSON object per line. Requests never wait for it; when its reader is too slow, lines are dropped and counted.
/// </summary>
public sealed class AccessLog(Stream? output) : BackgroundService
{
    private const int MostWaiting = 8192;

    private readonly Channel<AccessRecord> _records = Channel.CreateBounded<AccessRecord>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private long _dropped;

    /// <summary>Whether anything is written.</summary>
    public bool IsEnabled => output is not null;

    /// <summary>Lines that were dropped.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Adds a line, or drops it.</summary>
    public void Write(AccessRecord record)
    {
        if (!_records.Writer.TryWrite(record)) Interlocked.Increment(ref _dropped);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _records.Writer.TryComplete();
        if (ExecuteTask is { } writing) await writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (output is null) return;
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        while (await _records.Reader.WaitToReadAsync(CancellationToken.None))
        {
            buffer.ResetWrittenCount();
            var lines = 0;
            for (; buffer.WrittenCount < 12 * 1024 && _records.Reader.TryRead(out var record); lines++) Write(record, buffer);
            try
            {
                await output.WriteAsync(buffer.WrittenMemory, CancellationToken.None);
                await output.FlushAsync(CancellationToken.None);
            }
            catch (IOException)
            {
                // The reader has gone, or the disk is full: the metric tells it, and the next lines are tried again.
                Interlocked.Add(ref _dropped, lines);
            }
        }
    }

    // Utf8JsonWriter escapes control characters and line breaks, so a request is one line whatever its path holds.
    private static void Write(AccessRecord record, ArrayBufferWriter<byte> buffer)
    {
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", record.Time);
            json.WriteString("request_id", record.RequestId);
            json.WriteString("client", record.Client);
            json.WriteString("protocol", record.Protocol);
            json.WriteString("host", record.Host);
            json.WriteString("method", record.Method);
            json.WriteString("path", record.Path);
            json.WriteString("product", record.Product);
            json.WriteString("application", record.Application);
            json.WriteString("plan", record.Plan);
            json.WriteString("backend", record.Backend);
            json.WriteString("decision", record.Decision);
            json.WriteString("reason", record.Reason.ToString());
            json.WriteNumber("status", record.Status);
            json.WriteNumber("duration_ms", Math.Round(record.Duration.TotalMilliseconds, 3));
            if (record.RequestBytes is { } received) json.WriteNumber("bytes_in", received);
            if (record.ResponseBytes is { } sent) json.WriteNumber("bytes_out", sent);
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
    }
}
