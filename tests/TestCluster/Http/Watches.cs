using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.TestCluster.Storage;
using Microsoft.AspNetCore.Http;

namespace Headgate.TestCluster.Http;

/// <summary>Answers watches: a line for each change, for as long as the caller asked (Kubernetes API concepts, "Efficient detection of changes").</summary>
internal sealed class Watches(ObjectStore store, Faults faults, TimeProvider time)
{
    private static readonly TimeSpan BookmarkPeriod = TimeSpan.FromMinutes(1);

    public async Task StreamAsync(ApiRequest request, HttpContext context, Representation representation)
    {
        var (type, query) = (request.Type, request.Query);
        ListOptions.Check(request, isWatch: true);
        var selectors = Selectors.Parse(type, query["labelSelector"], query["fieldSelector"]);
        var from = VersionOf(query["resourceVersion"]);
        var seconds = int.TryParse(query["timeoutSeconds"], CultureInfo.InvariantCulture, out var asked) && asked > 0 ? asked : 1800;
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), time);
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, faults.WatchesEnd);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cut.Token, timeout.Token);

        var watch = Begin(request, selectors, from);
        try
        {
            context.Response.ContentType = "application/json";
            await context.Response.StartAsync(cut.Token);
            await context.Response.Body.FlushAsync(cut.Token);
            var output = new LineWriter(context, faults, cut.Token);
            foreach (var line in watch.Initial) await output.WriteAsync(line.Type, representation.Of(type, line.Item));
            if (watch.Error is { } error)
            {
                await output.WriteAsync("ERROR", error.Body!);
                return;
            }
            await FollowAsync(request, watch, selectors, representation, output, end.Token);
            if (timeout.IsCancellationRequested && query["allowWatchBookmarks"] == "true" && !cut.IsCancellationRequested)
                await output.WriteAsync("BOOKMARK", Bookmark(type, watch.Version));
        }
        catch (OperationCanceledException)
        {
            // The caller has gone, or a fault ends the watch.
            if (!timeout.IsCancellationRequested) context.Abort();
        }
        finally
        {
            if (watch.Feed is not null) store.Unfollow(watch.Feed);
        }
    }

    private async Task FollowAsync(ApiRequest request, Watch watch, Selectors selectors, Representation representation, LineWriter output, CancellationToken end)
    {
        using var bookmarks = new PeriodicTimer(BookmarkPeriod, time);
        var (changed, due) = (watch.Feed!.Changes.Reader.WaitToReadAsync(end).AsTask(), bookmarks.WaitForNextTickAsync(end).AsTask());
        try
        {
            while (true)
            {
                await await Task.WhenAny(changed, due);
                if (due.IsCompleted)
                {
                    if (request.Query["allowWatchBookmarks"] == "true")
                        await output.WriteAsync("BOOKMARK", Bookmark(request.Type, watch.Version));
                    due = bookmarks.WaitForNextTickAsync(end).AsTask();
                    continue;
                }
                while (watch.Feed.Changes.Reader.TryRead(out var change))
                {
                    if (EventOf(request, change, selectors) is { } line)
                        await output.WriteAsync(line.Type, representation.Of(request.Type, line.Item));
                    watch.Version = change.Version;
                }
                changed = watch.Feed.Changes.Reader.WaitToReadAsync(end).AsTask();
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Its time is over.
        }
    }

    private Watch Begin(ApiRequest request, Selectors selectors, long? from)
    {
        lock (store.Lock)
        {
            var kind = request.Type.StorageKey;
            if (from is not null and not 0)
            {
                if (from < store.OldestVersionOf(kind))
                    return new Watch([], null, from.Value) { Error = StatusException.Expired($"too old resource version: {from} ({store.OldestVersionOf(kind)})") };
                return new Watch([], store.Follow(kind, from.Value), from.Value);
            }
            var initial = store.List(kind)
                .Where(entry => InScope(request, entry.Value) && selectors.Select(entry.Value))
                .OrderBy(entry => long.Parse((string)entry.Value["metadata"]!["resourceVersion"]!, CultureInfo.InvariantCulture))
                .Select(entry => ("ADDED", entry.Value));
            return new Watch([.. initial], store.Follow(kind, store.Version), store.Version);
        }
    }

    // An object that comes into the selection is added, one that leaves it is deleted, whatever really happened to it.
    private static (string Type, JsonObject Item)? EventOf(ApiRequest request, Change change, Selectors selectors)
    {
        if (!InScope(request, change.After ?? change.Last!)) return null;
        var (was, is_) = (
            change.Before is not null && selectors.Select(change.Before), change.After is not null && selectors.Select(change.After));
        if (is_) return (was ? "MODIFIED" : "ADDED", change.After!);
        if (!was) return null;
        if (change.Last is { } last) return ("DELETED", last);
        var gone = change.Before!.DeepClone().AsObject();
        gone["metadata"]!["resourceVersion"] = change.Version.ToString(CultureInfo.InvariantCulture);
        return ("DELETED", gone);
    }

    private static bool InScope(ApiRequest request, JsonObject item) =>
        request.Namespace.Length == 0 || (string?)item["metadata"]!["namespace"] == request.Namespace;

    private static JsonObject Bookmark(ResourceType type, long version) => new()
    {
        ["kind"] = type.Kind,
        ["apiVersion"] = type.ApiVersion,
        ["metadata"] = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) },
    };

    private static long? VersionOf(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)) return (long)version;
        throw StatusException.Internal(
            $"resourceVersion: Invalid value: {Cause.Quote(text)}: strconv.ParseUint: parsing {Cause.Quote(text)}: invalid syntax");
    }

    private sealed class Watch(IReadOnlyList<(string Type, JsonObject Item)> initial, Feed? feed, long version)
    {
        public IReadOnlyList<(string Type, JsonObject Item)> Initial { get; } = initial;

        public Feed? Feed { get; } = feed;

        public StatusException? Error { get; init; }

        public long Version { get; set; } = version;
    }

    private sealed class LineWriter(HttpContext context, Faults faults, CancellationToken cut)
    {
        // A watch that falls silent stays so: the connection is as good as dead.
        private readonly Task _silence = faults.SilenceNow;

        public async Task WriteAsync(string type, JsonNode item)
        {
            if (!_silence.IsCompleted || !faults.SilenceNow.IsCompleted) await Task.Delay(Timeout.Infinite, cut);
            byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["type"] = type, ["object"] = item.DeepClone() }), (byte)'\n'];
            if (faults.CutNextLine)
            {
                faults.CutNextLine = false;
                await context.Response.Body.WriteAsync(line.AsMemory(0, line.Length / 2), cut);
                await context.Response.Body.FlushAsync(cut);
                throw new OperationCanceledException();
            }
            await context.Response.Body.WriteAsync(line, cut);
            await context.Response.Body.FlushAsync(cut);
        }
    }
}
