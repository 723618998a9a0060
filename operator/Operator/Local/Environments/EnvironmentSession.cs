using Headgate.Compiler;
using Headgate.Compiler.Versions;

namespace Headgate.Operator.Local.Environments;

/// <summary>
/// The life of versions on one machine: a loop that looks at everything again whenever a file changed, a test call was answered, or time has come.
/// </summary>
internal sealed class EnvironmentSession(LocalSettings settings, LocalCompiler compiler, ManifestWatch watch, TimeProvider time, TextWriter output)
{
    private readonly LocalVersions _versions = new(time);
    private readonly EnvironmentLog _log = new(time, output);
    private readonly List<LocalGateway> _gateways = [];
    private readonly SortedSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _notes = new(StringComparer.Ordinal);

    /// <summary>Runs until it is cancelled.</summary>
    /// <exception cref="IOException">A port is taken.</exception>
    public async Task RunAsync(LocalState state, CancellationToken cancellationToken)
    {
        using var tester = new LocalTester(time);
        try
        {
            foreach (var ports in settings.Environments)
                _gateways.Add(await LocalGateway.StartAsync(settings, ports, compiler.Peppers, time, output));
            Serve(state, VersionMaking.AtOnce, []);
            EnvironmentPage.Write(state, _gateways, output);
            await FollowAsync(state, tester, cancellationToken);
            await Task.WhenAll(_gateways.Select(gateway => gateway.StopAsync()));
        }
        finally
        {
            foreach (var gateway in _gateways) await gateway.DisposeAsync();
        }
    }

    private async Task FollowAsync(LocalState state, LocalTester tester, CancellationToken cancellationToken)
    {
        var making = VersionMaking.WhenQuiet;
        IReadOnlyList<string> saved = [];
        var change = watch.NextAsync(cancellationToken);
        while (!cancellationToken.IsCancellationRequested)
        {
            foreach (var test in tester.Finished())
            {
                _log.Tested(test);
                if (test.Answer.Passed) _versions.Pass(test.Unit, test.Version, test.Answer.ResultOf(test.Path, time.GetUtcNow()));
            }
            var (sources, wait) = Serve(state, making, saved);
            saved = [];
            foreach (var source in sources) wait = Sooner(wait, Test(source, tester, cancellationToken));
            await AnyAsync([change, .. tester.Running], wait, cancellationToken);
            if (!change.IsCompletedSuccessfully) continue;
            change = watch.NextAsync(cancellationToken);
            (state, making, saved) = Read(state);
        }
    }

    // Versions first, then what the gateways are told. What is printed is so already.
    private (IReadOnlyList<UnitSource> Sources, TimeSpan? Wait) Serve(LocalState state, VersionMaking making, IReadOnlyList<string> saved)
    {
        var options = compiler.OptionsFor(state);
        _versions.Retain(state.Snapshot.Products.Select(product => product.FullName));
        var sources = UnitIndex.Sort(state.Snapshot, product => _versions.HistoryOf(product.FullName));
        var kept = sources.ToDictionary(source => source.Name, source => _versions.Keep(source, options, making), StringComparer.Ordinal);
        foreach (var gateway in _gateways)
            gateway.Publish([.. sources.Select(source => (source.Name, EnvironmentUnit.Of(source, _versions.HistoryOf(source.Name), gateway.Environment, options)))]);
        _log.Saved(saved, isAllInForce: sources.All(_versions.Covers));
        Tell(kept);
        Note(state);
        return (sources, kept.Values.Aggregate((TimeSpan?)null, (wait, unit) => Sooner(wait, unit.HasChanged ? TimeSpan.Zero : unit.Wait)));
    }

    private void Tell(Dictionary<string, KeptUnit> kept)
    {
        foreach (var (unit, done) in kept)
        {
            _log.Refused(unit, done.IsRefused);
            if (done.Made is { } made) _log.Made(unit, made);
        }
        _seen.UnionWith(kept.Keys);
        foreach (var gateway in _gateways)
            foreach (var unit in _seen) _log.Serves(gateway, unit, gateway.VersionOf(unit));
        if (!_gateways.Exists(gateway => gateway.Environment == GatewayEnvironment.Production)) return;
        foreach (var (unit, outcome) in kept.Where(unit => unit.Value.Promotion is not null))
            _log.Promotion(unit, _versions.HistoryOf(unit).Newest, outcome.Promotion!);
    }

    private TimeSpan? Test(UnitSource source, LocalTester tester, CancellationToken cancellationToken) =>
        _gateways.Find(gateway => gateway.Environment == GatewayEnvironment.Staging) is { } staging
            ? tester.Look(source, _versions.HistoryOf(source.Name), staging, cancellationToken)
            : null;

    private (LocalState State, VersionMaking Making, IReadOnlyList<string> Saved) Read(LocalState before)
    {
        var (state, findings) = compiler.Read();
        if (state is null)
        {
            _log.Say("not taken over; what was served before stays:");
            foreach (var finding in findings.Where(finding => finding.Level == "error")) _log.Add(finding.ToString());
            return (before, VersionMaking.NotNow, []);
        }
        var news = findings.Except(before.Findings).Select(finding => finding.ToString());
        return (state, VersionMaking.WhenQuiet, [.. ChangeReport.Between(before.Snapshot, state.Snapshot), .. news]);
    }

    private void Note(LocalState state)
    {
        var environments = _gateways.Select(gateway => gateway.Environment).ToList();
        var notes = state.Snapshot.Products.SelectMany(product => EnvironmentNotes.Of(product, environments)).ToList();
        foreach (var note in notes.Where(_notes.Add)) _log.Say($"note: {note}");
        _notes.IntersectWith(notes);
    }

    private async Task AnyAsync(IReadOnlyCollection<Task> tasks, TimeSpan? wait, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny([Task.Delay(wait ?? Timeout.InfiniteTimeSpan, time, enough.Token), .. tasks]);
        await enough.CancelAsync();
    }

    private static TimeSpan? Sooner(TimeSpan? one, TimeSpan? other) => one is { } left && other is { } right ? (left < right ? left : right) : one ?? other;
}
