using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.TestOperator;

/// <summary>
/// Cuts an operator off at one of its requests while a step is done, and has the next one finish: in the end everything is published as if it were
/// compiled afresh, and nothing is left over. With a Lease the next one follows all the while, and takes over when the Lease has run out.
/// </summary>
internal sealed class CrashRun : IAsyncDisposable
{
    private static readonly ResourceKind Leases = new("coordination.k8s.io", "v1", "leases", "Lease");

    // Of the operators' clock. A leader renews its Lease every 2 s, and gives up after 10 s.
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(4);

    // Requests come in no fixed order, and a watch more or less is opened: the last of these never happen.
    private const int More = 3;

    private const int Patience = 2_000;
    private const int Renewal = 200;

    private readonly Stage _stage;
    private readonly OperatorConfiguration _configuration;
    private readonly CancellationToken _cancel;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private RunningOperator? _first;
    private RunningOperator? _second;
    private string? _problem;

    private CrashRun(Stage stage, bool leased, CancellationToken cancellationToken) =>
        (_stage, _configuration, _cancel) = (stage, stage.Configure(leased: leased), cancellationToken);

    /// <summary>Runs a step without a crash, and then with one before and one after each of its requests.</summary>
    /// <param name="stage">A stage with a cluster of its own.</param>
    /// <param name="step">What happens.</param>
    /// <param name="leased">Whether another operator is there from the beginning, and waits for the Lease.</param>
    /// <param name="most">How many requests are tried at most, before and after; which ones is random then.</param>
    /// <param name="random">Chooses.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many requests there were without a crash.</returns>
    /// <exception cref="InvalidOperationException">One did not end as it should.</exception>
    public static async Task<int> RunAllAsync(
        Stage stage, CrashStep step, bool leased, int most, Random random, CancellationToken cancellationToken)
    {
        var requests = await RunAsync(stage, step, int.MaxValue, afterwards: false, leased, cancellationToken);
        foreach (var afterwards in new[] { false, true })
        {
            var all = Enumerable.Range(1, requests + More).ToArray();
            random.Shuffle(all);
            foreach (var at in all.Take(most)) await RunAsync(stage, step, at, afterwards, leased, cancellationToken);
        }
        return requests;
    }

    // Cut off at a request from 1 on: before it, or once it is carried out so that its answer is lost.
    private static async Task<int> RunAsync(Stage stage, CrashStep step, int at, bool afterwards, bool leased, CancellationToken cancellationToken)
    {
        await stage.MoveAsync(cancellationToken);
        await using var run = new CrashRun(stage, leased, cancellationToken);
        try
        {
            return await run.RunAsync(step, at, afterwards);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var log = (run._second ?? run._first)?.Log.TakeLast(20) ?? [];
            throw new InvalidOperationException(
                $"{step.Name}, {(afterwards ? "after" : "before")} request {at}{(leased ? ", with a Lease" : "")}: {exception.Message}\n{string.Join('\n', log)}", exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_first is not null) await _first.DisposeAsync();
        if (_second is not null) await _second.DisposeAsync();
    }

    private bool IsLeased => _configuration.Lease is not null;

    private async Task<int> RunAsync(CrashStep step, int at, bool afterwards)
    {
        await Scenario.BeginAsync(_stage, _cancel);
        await step.PrepareAsync(_stage, _cancel);
        if (!step.IsFirst) await BeginAsync(step);
        int requests;
        using (var crash = new Crash(_stage, at, afterwards))
        {
            _first ??= await StartAsync(account: 0, _configuration);
            if (IsLeased)
            {
                await LeadsAsync(crash);
                _second = await StartAsync(account: 1, _configuration);
            }
            await step.ActAsync(_stage, _cancel);
            await UntilAsync(_first, async () => crash.Happened || await ProblemAsync(step) is null);
            await UntilQuietAsync(crash);
            requests = crash.Count;
            await _first.DisposeAsync();
            _first = null;
        }
        if (Torn.Find(await Published.ReadAsync(_stage, _configuration, _cancel), _configuration) is { } torn) throw new InvalidOperationException(torn);
        _second ??= await StartAsync(account: 0, _configuration);
        await UntilAsync(_second, async () => (!IsLeased || IsLeader(_second)) && await ProblemAsync(step) is null);
        return requests;
    }

    // An operator that has done all there is to do, which is told something else next where that is the step.
    private async Task BeginAsync(CrashStep step)
    {
        var configuration = step.Before?.Invoke(_configuration) ?? _configuration;
        _first = await StartAsync(account: 0, configuration);
        await LeadsAsync();
        await UntilAsync(_first, async () => await Published.PeppersAsync(_stage, _cancel) is not null);
        await UntilQuietAsync();
        if (step.Before is null) return;
        await _first.DisposeAsync();
        _first = null;
    }

    private Task<RunningOperator> StartAsync(int account, OperatorConfiguration configuration) =>
        RunningOperator.StartAsync(_stage, configuration, _time, _cancel, account);

    private async Task<string?> ProblemAsync(CrashStep step) => _problem =
        await Published.DifferenceAsync(_stage, _configuration, _cancel)
        ?? await Inventory.ProblemAsync(_stage, _configuration, _cancel)
        ?? (await step.IsDoneAsync(_stage, _cancel) ? null : "The step is not done.");

    // Nothing is asked for half a minute, but for the Lease; or it is cut off after all.
    private async Task UntilQuietAsync(Crash? crash = null)
    {
        var (asked, quiet) = (0, 0);
        var faults = _stage.Api.Cluster!.Faults;
        void Note(TestCluster.Http.ApiRequest request)
        {
            if (request.User.Name == _stage.OperatorUser && request.Type.Plural != Leases.Plural) Interlocked.Increment(ref asked);
        }
        faults.Requested += Note;
        await UntilAsync(_first!, () => Task.FromResult(crash?.Happened == true || (quiet = Interlocked.Exchange(ref asked, 0) == 0 ? quiet + 1 : 0) == 30));
        faults.Requested -= Note;
    }

    // A Lease that was given back can be taken a second later. The clock goes slowly meanwhile, since only a leader's renewals are waited for.
    private async Task LeadsAsync(Crash? crash = null)
    {
        for (var round = 0; IsLeased && crash?.Happened != true && !IsLeader(_first!); round++)
        {
            if (round == Patience) throw new InvalidOperationException("It never came to lead.");
            await PaceAsync();
            _time.Advance(Tick / 50);
        }
    }

    private async Task UntilAsync(RunningOperator working, Func<Task<bool>> holds)
    {
        for (var round = 0; !await holds(); round++)
        {
            if (round == Patience) throw new InvalidOperationException(_problem ?? "It never came to be.");
            await PaceAsync();
            // The clock stands until a leader has renewed its Lease, so that it does not lose it for want of a processor.
            for (var reads = 0; reads < Renewal && IsLeased && IsLeader(working) && await IsStaleAsync(); reads++) await PaceAsync();
            _time.Advance(IsLeased && !IsLeader(working) ? Tick / 4 : Tick);
        }
    }

    // A request that an operator makes reaches the server while this one does.
    private Task PaceAsync() => _stage.ListAsync(Kinds.Pods, _stage.Gateways, _cancel);

    private async Task<bool> IsStaleAsync()
    {
        var lease = await _stage.Api.Api.GetAsync(Leases.PathOf(new ObjectKey(_stage.Gateways, _configuration.Lease!.Name)), _cancel);
        return _time.GetUtcNow() - (DateTimeOffset)lease["spec"]!["renewTime"]! >= Stale;
    }

    private static bool IsLeader(RunningOperator running) => running.Services.GetRequiredService<OperatorHost>().Leadership is { IsLeader: true };
}
