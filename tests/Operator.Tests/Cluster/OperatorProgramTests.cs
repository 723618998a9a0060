using Headgate.Operator.Cluster;
using Headgate.Operator.Cluster.Running;
using Headgate.Resources;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>The operator as a process.</summary>
public class OperatorProgramTests
{
    private static readonly OperatorConfiguration Configuration = new()
    {
        AdminPort = 0,
        Pools =
        [
            new PoolConfiguration
            {
                Name = "main",
                Namespace = "gateways",
                PodSelector = new LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = "gateway" } },
            },
        ],
    };

    [Fact]
    public async Task A_fault_of_its_own_ends_it_with_1()
    {
        await using var cluster = await Headgate.TestCluster.Cluster.StartAsync();
        var directory = Directory.CreateTempSubdirectory("headgate-fault-");
        var kubeconfig = Path.Combine(directory.FullName, "kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, cluster.Kubeconfig(), TestContext.Current.CancellationToken);
        var leading = Configuration with { Lease = new LeaseConfiguration { Namespace = "default" } };
        var cancellation = TestContext.Current.CancellationToken;
        // A test runner has one of its own there, which would hide that the fault was not noticed.
        var before = Environment.ExitCode;
        Environment.ExitCode = 0;
        var code = await OperatorProgram.RunAsync(leading, kubeconfig, new BrokenClock(), TextWriter.Null, cancellation);
        Environment.ExitCode = before;
        Assert.Equal(1, code);
        directory.Delete(recursive: true);
    }

    /// <summary>Stands for any mistake of ours: nothing expects a clock without timers.</summary>
    private sealed class BrokenClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            throw new InvalidOperationException("This clock has no timers.");
    }
}
