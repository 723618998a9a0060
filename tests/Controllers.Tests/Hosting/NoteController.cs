using System.Collections.Concurrent;

namespace Headgate.Controllers.Tests.Hosting;

/// <summary>Keeps what it was called for, and fails as it is told.</summary>
internal sealed class NoteController : IEntityController<Note>
{
    private readonly ConcurrentQueue<string> _calls = new();

    /// <summary>Runs within each call.</summary>
    public Func<Note, CancellationToken, Task<TimeSpan?>>? Doing { get; set; }

    /// <summary>Calls in their order: <c>name=text</c>, or <c>name gone</c>.</summary>
    public IReadOnlyList<string> Calls => [.. _calls];

    public Task<TimeSpan?> ReconcileAsync(Note entity, CancellationToken cancellationToken)
    {
        _calls.Enqueue($"{entity.Name}={entity.Text}");
        return Doing?.Invoke(entity, cancellationToken) ?? Task.FromResult<TimeSpan?>(null);
    }

    public Task DeletedAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        _calls.Enqueue($"{key.Name} gone");
        return Task.CompletedTask;
    }
}
