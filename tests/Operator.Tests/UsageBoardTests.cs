using Headgate.Configuration;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Statuses;
using Headgate.TestOperator;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Operator.Tests;

/// <summary>What gateways say of usage is added up by pod; of each the last word holds while it is there.</summary>
public sealed class UsageBoardTests : IDisposable
{
    private static readonly DateTimeOffset End = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly OperatorQueues _queues = new(new FakeTimeProvider());
    private readonly UsageBoard _board;

    public UsageBoardTests() => _board = new UsageBoard(_queues, new OperatorConfiguration { Pools = [] });

    public void Dispose() => _queues.Dispose();

    [Fact]
    public void Two_pods_are_added_up_and_the_busier_one_is_known()
    {
        Take(("a", Says(3)), ("b", Says(4)));
        Assert.Equal((7, 7, 4), Read());
    }

    [Fact]
    public void Of_a_pod_that_does_not_answer_the_last_word_holds()
    {
        Take(("a", Says(3)), ("b", Says(4)));
        Take(("a", Says(5)), ("b", null));
        Assert.Equal((9, 9, 5), Read());
    }

    [Fact]
    public void A_pod_whose_store_does_not_answer_says_nothing_of_usage()
    {
        Take(("a", Says(3)), ("b", Says(4)));
        Take(("a", Says(3) with { Usage = null }), ("b", Says(4)));
        Assert.Equal((7, 7, 4), Read());
    }

    [Fact]
    public void What_a_pod_counted_goes_with_it()
    {
        Take(("a", Says(3)), ("b", Says(4)));
        Take(("a", Says(3)));
        Assert.Equal((3, 3, 3), Read());
    }

    [Fact]
    public void When_all_pods_are_gone_the_last_sum_holds_until_one_tells()
    {
        Take(("a", Says(3)), ("b", Says(4)));
        Take();
        Assert.Equal((7, 7, 4), Read());
        Take(("c", Says(1)));
        Assert.Equal((1, 1, 1), Read());
    }

    [Fact]
    public void A_pod_that_was_restarted_and_counts_from_the_beginning_is_believed()
    {
        Take(("a", Says(30)), ("b", Says(4)));
        Take(("a", Says(1)), ("b", Says(4)));
        Assert.Equal((5, 5, 4), Read());
        // A new process has counted nothing of it at all.
        Take(("a", Says(0) with { Usage = [] }), ("b", Says(4)));
        Assert.Equal((4, 4, 4), Read());
    }

    [Fact]
    public async Task Only_what_changed_is_queued()
    {
        Take(("a", Says(3)), ("b", Says(4)));
        var key = await _queues.Usage.TakeAsync(TestContext.Current.CancellationToken);
        Assert.Equal(new ObjectKey("t", "app"), key.Key);
        _queues.Usage.Done(key);
        Take(("a", Says(3)), ("b", Says(4)));
        Take(("a", null), ("b", Says(4)));
        Assert.Equal(0, _queues.Usage.Depth);
        // The sum is the same, and the busier one has less left.
        Take(("a", Says(2)), ("b", Says(5)));
        Assert.Equal(1, _queues.Usage.Depth);
    }

    [Fact]
    public void Pools_are_added_up()
    {
        Take(("a", Says(3)));
        _board.Take("other", new Dictionary<string, GatewayStatus?> { ["c"] = Says(2) });
        Assert.Equal((5, 5, 3), Read());
    }

    private void Take(params (string Pod, GatewayStatus? Said)[] answers) =>
        _board.Take("p", answers.ToDictionary(answer => answer.Pod, answer => answer.Said));

    private (long Hits, long Used, long Most) Read()
    {
        var total = _board.Of(new StatusKey(Kinds.Applications, new ObjectKey("t", "app")));
        var (used, most, _) = total.Limits[(Contract.Hits, Period.Day)];
        return (total.Hits, used, most);
    }

    private static GatewayStatus Says(long used) => new()
    {
        Ready = true,
        Draining = false,
        Complete = true,
        Products = [],
        Errors = [],
        Usage = [TellingGateway.Used("t", "app", used, Period.Day, End)],
    };
}
