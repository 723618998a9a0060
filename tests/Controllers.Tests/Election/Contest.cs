using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Headgate.TestCluster;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Controllers.Tests.Election;

/// <summary>Processes that want one Lease, on one clock. Whatever happens, two of them never act at one instant.</summary>
internal sealed class Contest : IAsyncDisposable
{
    public static readonly ResourceKind Leases = new("coordination.k8s.io", "v1", "leases", "Lease");

    // How far time goes at once; what a process does then takes no time.
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<string> _violations = new();
    private readonly List<Contender> _contenders = [];
    private readonly SemaphoreSlim _rested = new(0);
    private int _terms;

    private Contest(TestApi api, string inNamespace) =>
        (Api, Settings) = (api, new LeadershipSettings { Namespace = inNamespace, Name = "lead", Identity = "" });

    public TestApi Api { get; }

    /// <summary>What everybody but for the name agrees on.</summary>
    public LeadershipSettings Settings { get; }

    public FakeTimeProvider Time { get; } = new();

    public ObjectKey LeaseKey => new(Settings.Namespace, Settings.Name);

    /// <summary>How often somebody began to lead.</summary>
    public int Terms => _terms;

    /// <summary>How late a step may come.</summary>
    public static TimeSpan Slack => Step * 3;

    /// <summary>Who runs, and is neither killed nor paused.</summary>
    public IReadOnlyList<Contender> Awake => [.. _contenders.Where(one => !one.Running.IsCompleted && !one.Clock.IsPaused)];

    /// <summary>Who acts now; null for nobody.</summary>
    public Contender? Leader => _contenders.Find(one => one.IsLeader && one.Works && !one.Clock.IsPaused);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Begins without anybody.</summary>
    public static async Task<Contest> BeginAsync()
    {
        var api = await TestApi.ConnectAsync();
        return new Contest(api, await api.NewNamespaceAsync(Cancel));
    }

    /// <summary>One more process.</summary>
    /// <param name="skew">How wrong its wall clock is.</param>
    /// <param name="work">What it does while it leads.</param>
    public async Task<Contender> JoinAsync(TimeSpan skew = default, Func<CancellationToken, Task>? work = null)
    {
        var settings = Settings with { Identity = $"process-{_contenders.Count + 1}" };
        var contender = new Contender(Api, settings, new ProcessClock(Time, skew), Judge) { Work = work };
        _contenders.Add(contender);
        contender.Start(() => _rested.Release());
        await SettleAsync();
        return contender;
    }

    /// <summary>Lets time pass.</summary>
    public async Task PassAsync(TimeSpan duration)
    {
        for (var end = Time.GetUtcNow() + duration; Time.GetUtcNow() < end;)
        {
            var left = end - Time.GetUtcNow();
            Time.Advance(left < Step ? left : Step);
            await SettleAsync();
        }
    }

    /// <summary>Lets time pass until something is so, and says how long it took.</summary>
    public async Task<TimeSpan> PassUntilAsync(Func<bool> isSo, TimeSpan most)
    {
        var began = Time.GetUtcNow();
        while (!isSo())
        {
            Assert.True(Time.GetUtcNow() - began <= most, $"It was not so within {most}.");
            await PassAsync(Step);
        }
        return Time.GetUtcNow() - began;
    }

    /// <summary>Waits until everybody has done what there is to do at this instant.</summary>
    public async Task SettleAsync()
    {
        while (!_contenders.TrueForAll(one => one.IsAtRest)) await _rested.WaitAsync(Cancel);
        Assert.True(_contenders.Count(one => one.IsLeader) <= 1, "Two may act at once.");
        Assert.True(Awake.Count(one => one.Works) <= 1, "Two work at once.");
        Assert.Empty(_violations);
    }

    /// <summary>The <c>spec</c> of the Lease as the server holds it.</summary>
    public async Task<JsonNode> LeaseAsync() => (await Api.Api.GetAsync(Leases.PathOf(LeaseKey), Cancel))["spec"]!;

    public async ValueTask DisposeAsync()
    {
        foreach (var contender in _contenders) await contender.DisposeAsync();
        await Api.DisposeAsync();
    }

    private void Judge(Contender beginner)
    {
        Interlocked.Increment(ref _terms);
        if (!beginner.IsLeader) _violations.Enqueue($"{beginner.Identity} begins and may not act.");
        foreach (var other in _contenders.ToArray())
            if (other != beginner && other.IsLeader) _violations.Enqueue($"{beginner.Identity} begins while {other.Identity} may act.");
    }
}
