using Headgate.TestCluster;
using Headgate.TestOperator;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>Whatever is created, edited and deleted, and whatever goes wrong between: in the end it is published as if it were compiled afresh.</summary>
public class ConvergenceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, TestApi.IsReal ? 1 : 10)];

    /// <summary>50 sequences for each seed; a failure says which one.</summary>
    [Theory, MemberData(nameof(Seeds))]
    public Task Random_sequences_end_as_a_fresh_compilation(int seed) =>
        Sequences.RunAsync(seed, TestApi.IsReal ? 10 : 50, TestContext.Current.SendDiagnosticMessage, Cancel);
}
