using Headgate.Compiler;
using Headgate.Compiler.Versions;
using Headgate.Operator.Versions;

namespace Headgate.Operator.Local.Environments;

/// <summary>A test call that was answered, or not.</summary>
/// <param name="Unit">The Product as <c>namespace/name</c>.</param>
/// <param name="Version">The version.</param>
/// <param name="Path">The path that was called.</param>
/// <param name="Curl">The line that repeats it.</param>
/// <param name="Answer">What came of it.</param>
internal sealed record FinishedTest(string Unit, ProductVersion Version, string Path, string Curl, TestAnswer Answer);

/// <summary>Gives every new version its test call once the staging gateway serves it, and again until it passes. Files are followed meanwhile.</summary>
internal sealed class LocalTester(TimeProvider time) : IDisposable
{
    private const string Address = "127.0.0.1";

    private readonly TestClient _client = new(time);
    private readonly TestPace _pace = new(time);
    private readonly Dictionary<string, Task<FinishedTest>> _running = new(StringComparer.Ordinal);

    /// <summary>The calls that are on their way.</summary>
    public IEnumerable<Task> Running => _running.Values;

    /// <summary>Begins the call that is due for a unit.</summary>
    /// <returns>When to look again; null when none is due before something changes.</returns>
    public TimeSpan? Look(UnitSource source, VersionHistory history, LocalGateway staging, CancellationToken cancellationToken)
    {
        var unit = source.Name;
        if (source.Product is not { Spec.Staging.Test: { } test } product || history.Staging is not { Content: { } content } version || version.Test?.Path == test.Path)
        {
            _pace.Forget(unit);
            return null;
        }
        if (_running.ContainsKey(unit) || staging.VersionOf(unit)?.Number != version.Number) return null;
        if (source.Secrets.GetValueOrDefault(GeneratedSecret.ForTestOf(product)) is not { } secret) return null;
        if (_pace.RestOf(unit, version.Number, test.Path) is { } rest) return rest;
        _pace.Begin(unit, version.Number, test.Path);
        var call = new TestCall(staging.ProductOf(unit)!.Proxy.Hosts[0], test.Path, content.Authentication, secret);
        _running[unit] = CallAsync(unit, version, test.Path, call, staging.Port, cancellationToken);
        return null;
    }

    /// <summary>The calls that came to an end since the last time.</summary>
    public IReadOnlyList<FinishedTest> Finished()
    {
        var finished = _running.Where(call => call.Value.IsCompleted).ToList();
        foreach (var (unit, _) in finished) _running.Remove(unit);
        return [.. finished.Where(call => !call.Value.IsCanceled).Select(call => call.Value.GetAwaiter().GetResult())];
    }

    public void Dispose() => _client.Dispose();

    private async Task<FinishedTest> CallAsync(
        string unit, ProductVersion version, string path, TestCall call, int port, CancellationToken cancellationToken) =>
        new(unit, version, path, call.CurlTo($"http://{Address}:{port}"), await _client.CallAsync(call, Address, port, cancellationToken));
}
