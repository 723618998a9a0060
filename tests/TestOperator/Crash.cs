using System.Runtime.CompilerServices;
using Headgate.TestCluster.Http;

namespace Headgate.TestOperator;

/// <summary>Counts an operator's requests, and cuts it off at one of them: from then on nothing of it reaches the API server.</summary>
internal sealed class Crash : IDisposable
{
    private readonly Stage _stage;
    private readonly ConditionalWeakTable<ApiRequest, object> _numbers = [];
    private readonly int _at;
    private int _count;

    /// <summary>Begins to count.</summary>
    /// <param name="stage">The stage, without a real API server.</param>
    /// <param name="at">The request, from 1 on; one that never comes for counting alone.</param>
    /// <param name="afterwards">Whether that request is carried out, and only its answer lost.</param>
    public Crash(Stage stage, int at, bool afterwards)
    {
        (_stage, _at) = (stage, at);
        var faults = stage.Api.Cluster!.Faults;
        faults.Requested += Note;
        faults.Abort(request => NumberOf(request) == at, afterwards: afterwards);
        faults.Abort(request => NumberOf(request) > at, times: int.MaxValue);
    }

    /// <summary>How many requests there were.</summary>
    public int Count => _count;

    /// <summary>Whether it is cut off.</summary>
    public bool Happened => _count >= _at;

    public void Dispose()
    {
        _stage.Api.Cluster!.Faults.Requested -= Note;
        _stage.Api.Cluster.Faults.Clear();
    }

    private void Note(ApiRequest request)
    {
        if (request.User.Name == _stage.OperatorUser) _numbers.Add(request, Interlocked.Increment(ref _count));
    }

    private int NumberOf(ApiRequest request) => _numbers.TryGetValue(request, out var number) ? (int)number : 0;
}
