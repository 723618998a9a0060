using System.Collections.Concurrent;
using System.Net;
using Headgate.TestCluster;
using k8s;

namespace Headgate.Controllers.Tests;

/// <summary>
/// The connection of one process to an API server: keeps what it asks, and fails as it is told. So the same faults meet a real server.
/// </summary>
internal sealed class Wire : DelegatingHandler
{
    private readonly ConcurrentDictionary<HttpRequestMessage, (Task Until, CancellationToken Token)> _held = new();
    private readonly ConcurrentQueue<string> _asked = new();

    /// <summary>What a request waits for before it leaves; it may throw instead.</summary>
    public Func<HttpRequestMessage, Task>? Leaving { get; set; }

    /// <summary>What an answer waits for before it arrives; it may throw instead.</summary>
    public Func<HttpRequestMessage, Task>? Arriving { get; set; }

    /// <summary>Replaces an answer of the server.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage, HttpResponseMessage>? Arrived { get; set; }

    /// <summary>Answers instead of the server; null for a request that the server may have.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?>? Answer { get; set; }

    /// <summary>Told when a request begins to wait.</summary>
    public event Action? Held;

    /// <summary>What was asked, as <c>METHOD path</c>, also what never left.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <summary>Whether a request waits for something that did not happen yet.</summary>
    public bool Holds => _held.Values.Any(held => !held.Until.IsCompleted && !held.Token.IsCancellationRequested);

    /// <summary>Connects through this wire.</summary>
    public KubernetesApi Connect(TestApi api, TimeProvider time) => Connect(api.Configuration(), time);

    /// <summary>A connection to nowhere, for a wire that answers everything itself.</summary>
    public KubernetesApi Connect(TimeProvider? time = null) =>
        Connect(new KubernetesClientConfiguration { Host = "http://nowhere.invalid" }, time ?? TimeProvider.System);

    /// <summary>Lets the next requests of a method fail with a status, as a server's refusal.</summary>
    public void Refuse(HttpMethod method, HttpStatusCode status, int times = 1, string body = "{}")
    {
        var left = times;
        Answer = request => request.Method == method && Interlocked.Decrement(ref left) >= 0
            ? new HttpResponseMessage(status) { Content = new StringContent(body) }
            : null;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _asked.Enqueue($"{request.Method} {request.RequestUri!.AbsolutePath}");
        await HoldAsync(request, Leaving, cancellationToken);
        var response = Answer?.Invoke(request) ?? await base.SendAsync(request, cancellationToken);
        await HoldAsync(request, Arriving, cancellationToken);
        return Arrived?.Invoke(request, response) ?? response;
    }

    private KubernetesApi Connect(KubernetesClientConfiguration configuration, TimeProvider time) =>
        new(new Kubernetes(configuration, this), HttpVersion.Version20, time);

    private async Task HoldAsync(HttpRequestMessage request, Func<HttpRequestMessage, Task>? hold, CancellationToken cancellationToken)
    {
        if (hold is null) return;
        var until = hold(request);
        _held[request] = (until, cancellationToken);
        Held?.Invoke();
        try
        {
            await until.WaitAsync(cancellationToken);
        }
        finally
        {
            _held.TryRemove(request, out _);
        }
    }
}
