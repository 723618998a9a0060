using StackExchange.Redis;

namespace Headgate.Limits.Redis;

/// <summary>
/// Runs scripts: for no longer than one may wait, never twice, and by their hash unless the server has forgotten them. What a Cluster did not run because slots
/// are moving is sent again.
/// </summary>
/// <param name="database">The connection of the moment.</param>
/// <param name="health">Learns how the store does.</param>
/// <param name="patience">The longest that an answer is waited for.</param>
internal sealed class ScriptRunner(Func<IDatabase> database, StoreHealth health, TimeSpan patience)
{
    /// <summary>The longest a request waits for a script. The library's own time-outs tick once a second (DESIGN §8).</summary>
    public static readonly TimeSpan RequestPatience = TimeSpan.FromMilliseconds(50);

    // A script that was not answered may have run: sending it again would book twice.
    private const CommandFlags Once = CommandFlags.CommandRetryNever | CommandFlags.DemandMaster | CommandFlags.NoScriptCache;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2);

    /// <summary>The same, for whom may wait for another time.</summary>
    public ScriptRunner Waiting(TimeSpan otherPatience) => new(database, health, otherPatience);

    /// <summary>The answer; null when there is none in time, and then nobody knows whether it ran.</summary>
    /// <param name="script">The script.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="late">Is given an answer that came when nobody waited for it any more.</param>
    public Task<RedisResult[]?> RunAsync(Script script, RedisKey[] keys, RedisValue[] arguments, Action<RedisResult[]>? late = null) =>
        health.Current is null ? SendAsync(script, keys, arguments, late) : Task.FromResult<RedisResult[]?>(null);

    /// <inheritdoc cref="RunAsync"/>
    /// <remarks>Also while the store counts as away.</remarks>
    public async Task<RedisResult[]?> SendAsync(Script script, RedisKey[] keys, RedisValue[] arguments, Action<RedisResult[]>? late = null)
    {
        health.Called();
        var answering = EvaluateAsync(script, keys, arguments);
        try
        {
            var answer = await answering.WaitAsync(patience);
            health.Answered();
            return ItemsOf(answer);
        }
        catch (RedisServerException exception) when (IsOfOneObject(exception.Kind))
        {
            health.Stumbled();
            return null;
        }
        catch (RedisServerException exception)
        {
            health.Missed($"the store answers {exception.Message}", certain: true);
            return null;
        }
        catch (Exception exception) when (exception is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException or OperationCanceledException)
        {
            // A refused connection is known at once; silence might be a hiccup.
            var silent = exception is TimeoutException;
            health.Missed(silent ? $"no answer within {patience.TotalMilliseconds} ms" : "no connection", certain: !silent);
            if (silent && late is not null) _ = TellLateAsync(answering, late);
            return null;
        }
    }

    private static async Task TellLateAsync(Task<RedisResult> answering, Action<RedisResult[]> late)
    {
        try
        {
            late(ItemsOf(await answering));
        }
        catch (Exception exception) when (exception is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException or OperationCanceledException)
        {
            // It never came.
        }
    }

    private static RedisResult[] ItemsOf(RedisResult answer) => answer.Resp2Type == ResultType.Array ? (RedisResult[])answer! : [answer];

    // Each pause is twice the one before: 5 times in 50 ms, 10 in 2 s. Whoever asked still waits for what is sent last.
    private async Task<RedisResult> EvaluateAsync(Script script, RedisKey[] keys, RedisValue[] arguments)
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var pause = FirstPause; ; pause *= 2)
        {
            try
            {
                return await EvaluateOnceAsync(script, keys, arguments);
            }
            catch (RedisServerException exception) when (WasNotRun(exception.Kind) && TimeProvider.System.GetElapsedTime(began) + pause < patience)
            {
                await Task.Delay(pause);
            }
        }
    }

    private async Task<RedisResult> EvaluateOnceAsync(Script script, RedisKey[] keys, RedisValue[] arguments)
    {
        try
        {
            return await database().ScriptEvaluateAsync(script.Hash, keys, arguments, Once);
        }
        catch (RedisServerException exception) when (exception.Kind == RedisErrorKind.NoScript)
        {
            return await database().ScriptEvaluateAsync(script.Text, keys, arguments, Once);
        }
    }

    // What is wrong with one key or slot must not close the gate for all. Redis tells errors within a script as they are, Garnet as an unknown one.
    private static bool IsOfOneObject(RedisErrorKind kind) => kind is
        RedisErrorKind.WrongType or RedisErrorKind.UnknownError or RedisErrorKind.Unknown or RedisErrorKind.TryAgain or RedisErrorKind.Moved or RedisErrorKind.Ask;

    // Servers say so before they run a script (getNodeByQuery and processCommand of Redis): while a slot moves, or they have just started. The library itself
    // goes where it is sent, but once only.
    private static bool WasNotRun(RedisErrorKind kind) => kind is
        RedisErrorKind.TryAgain or RedisErrorKind.Moved or RedisErrorKind.Ask or RedisErrorKind.ClusterDown or RedisErrorKind.Loading;
}
