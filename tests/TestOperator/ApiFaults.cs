using Headgate.TestCluster.Http;

namespace Headgate.TestOperator;

/// <summary>What goes wrong with the API server for an operator, one thing at a time.</summary>
internal sealed class ApiFaults(Stage stage, Random random)
{
    /// <summary>Switches one on; does nothing with a real API server.</summary>
    public async Task NextAsync()
    {
        if (stage.Api.Cluster is not { } cluster) return;
        var faults = cluster.Faults;
        switch (random.Next(10))
        {
            case 0:
                faults.DropWatches();
                break;
            case 1:
                faults.CutNextLine = true;
                break;
            case 2:
                cluster.Compact();
                faults.DropWatches();
                break;
            case 3:
                faults.Refuse(Asks, () => StatusException.Expired("too old resource version: 1 (2)"));
                faults.DropWatches();
                break;
            case 4:
                faults.Refuse(Writes, () => StatusException.TooManyRequests(1), times: 2);
                break;
            case 5:
                faults.Refuse(Writes, () => StatusException.Internal("etcdserver: leader changed"), times: 2);
                break;
            case 6:
                faults.Abort(Writes);
                break;
            case 7:
                faults.Abort(Writes, afterwards: true);
                break;
            case 8:
                faults.Abort(Asks, times: 3);
                faults.DropWatches();
                break;
            default:
                await cluster.RestartAsync();
                break;
        }
    }

    private bool Asks(ApiRequest request) => IsOperator(request) && (request.Verb is "list" or "watch");

    private bool Writes(ApiRequest request) => IsOperator(request) && (request.Verb is "create" or "update" or "patch" or "delete");

    private bool IsOperator(ApiRequest request) => request.User.Name == stage.OperatorUser;
}
