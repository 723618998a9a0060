namespace Headgate.Limits.Redis;

/// <summary>
/// Attempts to connect, side by side. An answer that was swallowed on its way never comes, so an attempt may wait in vain for all its time though the server
/// is well again; and a slow server needs that time. Therefore the next attempt does not wait for the end of those before, and the first that succeeds
/// is taken: a server that is well again is found within a turn of half a second, and one that does not answer is tried no more than once in a turn.
/// </summary>
/// <param name="addresses">One or more.</param>
/// <param name="dial">Makes one attempt, in a time that it is given.</param>
/// <param name="time">Measures turns.</param>
internal sealed class DialRace<TLink>(IReadOnlyList<RedisAddress> addresses, Func<RedisAddress, TimeSpan, CancellationToken, Task<TLink>> dial, TimeProvider time)
    where TLink : class, IAsyncDisposable
{
    // When the next attempt begins.
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(500);

    // Every other pass takes the time that a slow server needs. Not all do: where a node of a Cluster hangs, an attempt takes all its time, and has the others then.
    private static readonly TimeSpan ShortPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongPatience = TimeSpan.FromSeconds(3);

    private readonly List<(RedisAddress Address, Task<TLink> Link)> _running = [];
    private readonly Dictionary<RedisAddress, string> _problems = [];

    /// <summary>Tries the addresses in turn, and again for as long as an attempt is waited for. At the end nothing runs any more.</summary>
    /// <exception cref="RedisUnreachableException">None succeeded; the message says why.</exception>
    public async Task<TLink> RunAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // Long enough for the first long attempt at every address, and then somebody is told how it goes.
            var began = time.GetTimestamp();
            var most = LongPatience + (Turn * addresses.Count * 2);
            for (var next = 0; time.GetElapsedTime(began) < most; next++)
            {
                var (pass, place) = Math.DivRem(next, addresses.Count);
                var newest = dial(addresses[place], pass % 2 == 0 ? ShortPatience : LongPatience, end.Token);
                _running.Add((addresses[place], newest));
                var isLast = place == addresses.Count - 1;
                if (await TakeTurnAsync(isLast ? null : newest, end.Token) is { } link) return link;
                if (isLast && _running.Count == 0) break;
            }
        }
        finally
        {
            await end.CancelAsync();
            foreach (var (_, link) in _running) _ = DiscardAsync(link);
        }
        foreach (var (address, _) in _running) _problems.TryAdd(address, "it does not answer");
        throw new RedisUnreachableException(string.Join("; ", _problems.Select(problem => $"{problem.Key}: {problem.Value}")));
    }

    /// <summary>Waits until an attempt has succeeded, the turn is over, nothing runs any more, or the one that is named has failed.</summary>
    private async Task<TLink?> TakeTurnAsync(Task<TLink>? newest, CancellationToken cancellationToken)
    {
        var turn = Task.Delay(Turn, time, cancellationToken);
        while (_running.Count > 0)
        {
            var ended = await Task.WhenAny([turn, .. _running.Select(attempt => attempt.Link)]);
            if (ended == turn)
            {
                await turn;
                return null;
            }
            var place = _running.FindIndex(attempt => attempt.Link == ended);
            var (address, link) = _running[place];
            _running.RemoveAt(place);
            try
            {
                return await link;
            }
            catch (RedisUnreachableException exception)
            {
                _problems[address] = exception.Message;
                if (link == newest) return null;
            }
        }
        return null;
    }

    private static async Task DiscardAsync(Task<TLink> attempt)
    {
        try
        {
            await (await attempt).DisposeAsync();
        }
        catch (Exception exception) when (exception is RedisUnreachableException or OperationCanceledException)
        {
            // It came to nothing by itself.
        }
    }
}
