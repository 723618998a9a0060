using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Headgate.Controllers;

/// <summary>Reads the events of a watch: one JSON object per line (Kubernetes API concepts, "Efficient detection of changes").</summary>
internal static class WatchStream
{
    /// <summary>
    /// The events until the stream ends. A last line that was cut is left out: it comes again when the watch is resumed. Each event is valid
    /// until the next one is asked for.
    /// </summary>
    /// <param name="stream">The answer's body.</param>
    /// <param name="silence">Longest wait for the next bytes.</param>
    /// <param name="time">Measures it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">Nothing came for too long: the connection may be dead.</exception>
    public static async IAsyncEnumerable<JsonElement> ReadAsync(
        Stream stream, TimeSpan silence, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            while (true)
            {
                var result = await ReadAsync(reader, silence, time, cancellationToken);
                var buffer = result.Buffer;
                while (buffer.PositionOf((byte)'\n') is { } end)
                {
                    using var line = JsonDocument.Parse(buffer.Slice(0, end));
                    yield return line.RootElement;
                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                }
                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted) yield break;
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static async Task<ReadResult> ReadAsync(PipeReader reader, TimeSpan silence, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"A watch was silent for {silence.TotalSeconds} s.");
        }
    }
}
