namespace Headgate.Gateway.Hosting;

/// <summary>
/// Leaving without losing a request: first not ready, while everything is still served and kept-alive connections are asked to close; then
/// no new connections; then the running requests end.
/// </summary>
public sealed class Drain(TimeProvider time)
{
    private volatile bool _draining;

    /// <summary>Whether this gateway is leaving.</summary>
    public bool IsDraining => _draining;

    /// <summary>Begins to leave and waits until load balancers have had time to learn it.</summary>
    public async Task BeginAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        _draining = true;
        await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
