using System.Text.Json.Nodes;
using Headgate.Controllers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>What a cluster holds of some kinds in some namespaces, followed, so that a test waits for a state and not for a time.</summary>
internal sealed class ClusterView : IAsyncDisposable
{
    // Far above what anything here takes; reached only when it does not come.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Dictionary<ResourceKind, EntityStore<JsonObject>> _stores = [];
    private readonly List<Task> _following = [];
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _changed = New();

    /// <summary>Begins to follow.</summary>
    /// <param name="api">The API server.</param>
    /// <param name="places">Kinds and namespaces; null for objects of the cluster.</param>
    public ClusterView(KubernetesApi api, IEnumerable<(ResourceKind Kind, string? Namespace)> places)
    {
        foreach (var (kind, inNamespace) in places)
        {
            if (!_stores.TryGetValue(kind, out var store))
            {
                _stores[kind] = store = new EntityStore<JsonObject>();
                store.Changed += (_, _, _) => Interlocked.Exchange(ref _changed, New()).TrySetResult();
            }
            var source = new EntitySource<JsonObject>(kind, item => JsonNode.Parse(item.GetRawText())!.AsObject(), inNamespace);
            var reflector = new EntityReflector<JsonObject>(api, source, store, TimeProvider.System, NullLogger.Instance);
            _following.Add(Task.Run(() => reflector.RunAsync(_stop.Token)));
        }
    }

    /// <summary>An object as it was told last; null when there is none.</summary>
    public JsonObject? Find(ResourceKind kind, string inNamespace, string name) => _stores[kind].Find(new ObjectKey(inNamespace, name));

    /// <summary>All objects of a kind that are followed.</summary>
    public IEnumerable<JsonObject> All(ResourceKind kind) => _stores[kind].All;

    /// <summary>Waits until something holds.</summary>
    public async Task UntilAsync(string what, Func<ClusterView, bool> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            var next = Volatile.Read(ref _changed).Task;
            if (holds(this)) return;
            await next.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (patience.IsCancellationRequested && !holds(this)) Assert.Fail($"It did not come so far: {what}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_following);
        _stop.Dispose();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
