using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Headgate.TestCluster;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Controllers.Tests;

/// <summary>Events that a server takes, one for a series of the same, and nobody who waits for them.</summary>
public class EventRecorderTests
{
    private const string Controller = "example.dev/operator";
    private const string End = "End";

    private static readonly ResourceKind Events = new("events.k8s.io", "v1", "events", "Event");
    private static readonly ResourceKind Widgets = new("example.dev", "v1", "widgets", "Widget");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_says_what_happened_to_which_object_when_and_who_says_so()
    {
        await using var room = await Room.OpenAsync();
        room.Recorder.Record(room.Subject("a"), isWarning: true, "HostConflict", "Compile", "Another one has it.");
        var item = Assert.Single(await room.EventsAsync());
        Assert.Equal("events.k8s.io/v1", (string?)item["apiVersion"]);
        Assert.Equal(room.Time.GetUtcNow(), (DateTimeOffset)item["eventTime"]!);
        Assert.Equal("2026-11-24T08:00:00.000000Z", (string?)item["eventTime"]);
        Assert.Equal(["Warning", "HostConflict", "Compile", "Another one has it."], Texts(item, "type", "reason", "action", "note"));
        Assert.Equal([Controller, room.Instance, null], Texts(item, "reportingController", "reportingInstance", "series"));
        var regarding = Texts(item["regarding"]!, "apiVersion", "kind", "name", "namespace", "uid");
        Assert.Equal(["example.dev/v1", "Widget", "a", room.Namespace, "uid-a"], regarding);
    }

    [Fact]
    public async Task The_same_again_makes_a_series_and_anything_else_another_event()
    {
        await using var room = await Room.OpenAsync();
        for (var time = 0; time < 5; time++)
        {
            room.Recorder.Record(room.Subject("a"), true, "Invalid", "Compile", "It is wrong.");
            room.Time.Advance(TimeSpan.FromMinutes(1));
        }
        room.Recorder.Record(room.Subject("b"), true, "Invalid", "Compile", "It is wrong.");
        room.Recorder.Record(room.Subject("a"), true, "Invalid", "Compile", "It is wrong in another way.");
        var items = await room.EventsAsync();
        Assert.Equal(3, items.Count);
        var series = Assert.Single(items, item => item["series"] is not null)["series"]!;
        Assert.Equal(5, (int)series["count"]!);
        Assert.Equal("2026-11-24T08:04:00.000000Z", (string?)series["lastObservedTime"]);
    }

    [Fact]
    public async Task What_happens_again_after_a_long_while_is_a_new_event()
    {
        await using var room = await Room.OpenAsync();
        room.Recorder.Record(room.Subject("a"), true, "Invalid", "Compile", "It is wrong.");
        room.Time.Advance(TimeSpan.FromMinutes(6));
        room.Recorder.Record(room.Subject("a"), true, "Invalid", "Compile", "It is wrong.");
        Assert.All(await room.EventsAsync(), item => Assert.Null(item["series"]));
    }

    [Fact]
    public async Task A_series_whose_event_was_deleted_begins_anew()
    {
        await using var room = await Room.OpenAsync();
        room.Recorder.Record(room.Subject("a"), true, "Invalid", "Compile", "It is wrong.");
        var old = Assert.Single(await room.EventsAsync());
        var key = new ObjectKey(room.Namespace, (string)old["metadata"]!["name"]!);
        await room.Api.Api.DeleteAsync(Events.PathOf(key), (string)old["metadata"]!["uid"]!, Cancel);
        room.Time.Advance(TimeSpan.FromMinutes(1));
        room.Recorder.Record(room.Subject("a"), true, "Invalid", "Compile", "It is wrong.");
        Assert.NotEqual(key.Name, (string?)Assert.Single(await room.EventsAsync())["metadata"]!["name"]);
        Assert.Empty(room.Log.AtLeast(LogLevel.Information));
    }

    [Theory]
    [InlineData('x', 1)]
    [InlineData('é', 2)]
    [InlineData('€', 3)]
    public async Task A_long_note_is_cut_to_1024_bytes_between_letters(char letter, int bytes)
    {
        await using var room = await Room.OpenAsync();
        room.Recorder.Record(room.Subject("a"), false, "Long", "Write", new string(letter, 1024));
        var faces = string.Concat(Enumerable.Repeat("😀", 5000));
        room.Recorder.Record(room.Subject("a"), false, "Longer", "Write", new string(letter, 300) + faces);
        var notes = (await room.EventsAsync()).ToDictionary(item => (string)item["reason"]!, item => (string)item["note"]!);
        Assert.Equal(new string(letter, 1024 / bytes), notes["Long"]);
        Assert.InRange(Encoding.UTF8.GetByteCount(notes["Longer"]), 1021, 1024);
        Assert.DoesNotContain('�', notes["Longer"]);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a.dotted-name.example.dev")]
    [InlineData(null)]
    public async Task Every_event_has_a_name_of_its_own_that_a_server_takes(string? name)
    {
        // As long as a name may be, with a separator where it is cut.
        name ??= $"{new string('a', 199)}.{new string('b', 53)}";
        await using var room = await Room.OpenAsync();
        for (var note = 0; note < 3; note++) room.Recorder.Record(room.Subject(name), false, "Done", "Write", $"{note}");
        var items = await room.EventsAsync();
        Assert.Equal(3, items.Select(item => (string)item["metadata"]!["name"]!).Distinct().Count());
        var beginning = name[..Math.Min(name.Length, 190)];
        Assert.All(items, item => Assert.StartsWith(beginning, (string?)item["metadata"]!["name"], StringComparison.Ordinal));
        Assert.Empty(room.Log.AtLeast(LogLevel.Information));
    }

    [Fact]
    public async Task An_event_of_an_object_of_the_cluster_stands_in_the_default_namespace()
    {
        await using var room = await Room.OpenAsync();
        var namespaces = new ResourceKind("", "v1", "namespaces", "Namespace", Namespaced: false);
        var subject = new EventSubject(namespaces, new ObjectKey("", room.Namespace), "uid");
        room.Recorder.Record(subject, false, "Seen", "Look", "It is here.");
        var item = Assert.Single(await room.EventsAsync("default"));
        Assert.Null(item["regarding"]!["namespace"]);
        var key = new ObjectKey("default", (string)item["metadata"]!["name"]!);
        await room.Api.Api.DeleteAsync(Events.PathOf(key), (string)item["metadata"]!["uid"]!, Cancel);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "{}")]
    [InlineData(HttpStatusCode.InternalServerError, "<html>")]
    [InlineData(HttpStatusCode.OK, "<html>")]
    [InlineData(HttpStatusCode.OK, "null")]
    [InlineData((HttpStatusCode)0, "")]
    public async Task What_cannot_be_written_is_lost_and_said_and_the_next_is_written(HttpStatusCode status, string body)
    {
        await using var room = await Room.OpenAsync();
        if (status == 0) room.Wire.Leaving = _ => throw new HttpRequestException("Nobody is there.");
        else room.Wire.Refuse(HttpMethod.Post, status, body: body);
        room.Recorder.Record(room.Subject("a"), true, "First", "Write", "Lost.");
        await room.UntilAsync(() => room.Log.AtLeast(LogLevel.Information).Count > 0);
        Assert.Contains("First", Assert.Single(room.Log.AtLeast(LogLevel.Information)), StringComparison.Ordinal);
        room.Wire.Leaving = null;
        room.Recorder.Record(room.Subject("a"), true, "Second", "Write", "Written.");
        Assert.Equal("Second", (string?)Assert.Single(await room.EventsAsync())["reason"]);
    }

    [Fact]
    public async Task Who_records_never_waits_and_what_is_too_much_is_dropped()
    {
        var wire = new Wire();
        using var api = wire.Connect();
        var recorder = new EventRecorder(api, Controller, "instance", TimeProvider.System, new LogLines());
        var subject = new EventSubject(Widgets, new ObjectKey("n", "a"), "uid");
        for (var note = 0; note < 5000; note++) recorder.Record(subject, false, "Much", "Write", $"{note}");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        wire.Answer = _ => new HttpResponseMessage(HttpStatusCode.Created) { Content = new StringContent("{}") };
        var running = recorder.RunAsync(stop.Token);
        while (wire.Asked.Count < 1024) await Task.Yield();
        recorder.Record(subject, false, "Last", "Write", "");
        while (wire.Asked.Count < 1025) await Task.Yield();
        await stop.CancelAsync();
        await running;
        Assert.Equal(1025, wire.Asked.Count);
    }

    private static IEnumerable<string?> Texts(JsonNode item, params string[] names) => names.Select(name => (string?)item[name]);

    /// <summary>A recorder at work in a namespace of its own.</summary>
    private sealed class Room : IAsyncDisposable
    {
        private readonly KubernetesApi _connection;
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        private Room(TestApi api, string inNamespace)
        {
            (Api, Namespace) = (api, inNamespace);
            _connection = Wire.Connect(api, TimeProvider.System);
            Recorder = new EventRecorder(_connection, Controller, Instance, Time, Log);
            _running = Recorder.RunAsync(_stop.Token);
        }

        public TestApi Api { get; }

        public string Namespace { get; }

        public string Instance { get; } = $"instance-{Guid.NewGuid():N}";

        public Wire Wire { get; } = new();

        public LogLines Log { get; } = new();

        public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));

        public EventRecorder Recorder { get; }

        public static async Task<Room> OpenAsync()
        {
            var api = await TestApi.ConnectAsync();
            return new Room(api, await api.NewNamespaceAsync(Cancel));
        }

        public EventSubject Subject(string name) => new(Widgets, new ObjectKey(Namespace, name), $"uid-{name}");

        /// <summary>What this recorder wrote, when all that it was told before is done.</summary>
        public async Task<IReadOnlyList<JsonNode>> EventsAsync(string? inNamespace = null)
        {
            // Events are written in order: the last one says that the others are done.
            var end = $"{Guid.NewGuid()}";
            Recorder.Record(Subject("end"), false, End, "Wait", end);
            IReadOnlyList<JsonNode> items = [];
            while (items.All(item => (string?)item["note"] != end)) items = await ListAsync(Namespace);
            if (inNamespace is not null) items = await ListAsync(inNamespace);
            return [.. items.Where(item => (string?)item["reason"] != End)];
        }

        public async Task UntilAsync(Func<bool> isSo)
        {
            while (!isSo()) await ListAsync(Namespace);
        }

        private async Task<IReadOnlyList<JsonNode>> ListAsync(string inNamespace)
        {
            Assert.False(_running.IsCompleted, $"The recorder ended: {_running.Exception}");
            var list = await Api.Api.GetAsync(Events.PathOf(inNamespace), Cancel);
            return [.. list["items"]!.AsArray().Select(item => item!).Where(item => (string?)item["reportingInstance"] == Instance)];
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
            _connection.Dispose();
            await Api.DisposeAsync();
        }
    }
}
