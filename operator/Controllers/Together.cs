namespace Headgate.Controllers;

/// <summary>Runs things of which none goes on without the others.</summary>
public static class Together
{
    /// <summary>Waits for all; when one fails, the others are stopped, and it is thrown when they have ended.</summary>
    /// <param name="parts">What runs.</param>
    /// <param name="stopping">Stops all of them.</param>
    public static async Task RunAsync(IReadOnlyList<Task> parts, CancellationTokenSource stopping)
    {
        await foreach (var part in Task.WhenEach(parts))
            if (part.IsFaulted) await stopping.CancelAsync();
        await Task.WhenAll(parts);
    }
}
