namespace Headgate.EndToEnd.Tests;

/// <summary>`rights` as people and scripts call it.</summary>
public class RightsTests
{
    private const string Sample = "samples/operator/operator.yaml";

    [Fact]
    public async Task Rights_prints_roles_and_bindings_and_the_same_bytes_each_time()
    {
        string[] command = ["rights", "--config", Sample, "--service-account", "headgate/operator"];
        var (exitCode, output, errors) = await OperatorProcess.RunAsync("", command);
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("kind: ClusterRoleBinding", output, StringComparison.Ordinal);
        Assert.Equal(output, (await OperatorProcess.RunAsync("", command)).Output);
    }

    [Fact]
    public async Task An_account_that_is_none_is_refused_with_what_to_write()
    {
        var (exitCode, _, errors) = await OperatorProcess.RunAsync("", "rights", "--config", Sample, "--service-account", "operator");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("--service-account operator: write NAMESPACE/NAME", errors, StringComparison.Ordinal);
    }

    [Theory, InlineData("rights", "--service-account", "headgate/operator"), InlineData("run")]
    public async Task A_configuration_that_is_wrong_is_told_with_file_line_and_field(string command, params string[] rest)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("headgate-config-").FullName, "operator.yaml");
        const string Wrong = "pools:\n- name: Production\n  namespace: gateways\n  podSelector: {matchLabels: {app: gateway}}\n";
        await File.WriteAllTextAsync(file, Wrong, TestContext.Current.CancellationToken);
        var (exitCode, output, errors) = await OperatorProcess.RunAsync("", [command, "--config", file, .. rest]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith("operator.yaml:2: pools[0].name: ", errors, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);

        (exitCode, _, errors) = await OperatorProcess.RunAsync("", [command, "--config", "no/such/file.yaml", .. rest]);
        Assert.Equal(2, exitCode);
        Assert.Contains("There is no file no/such/file.yaml.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kubeconfig_that_cannot_be_read_is_told_in_a_sentence()
    {
        string[] command = ["run", "--config", Sample, "--kubeconfig", "no/such/kubeconfig"];
        var (exitCode, output, errors) = await OperatorProcess.RunAsync("", command);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains("no/such/kubeconfig", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }
}
