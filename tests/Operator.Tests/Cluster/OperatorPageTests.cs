using System.Text.RegularExpressions;
using Headgate.Operator.Cluster;
using Headgate.Operator.Cluster.Counters;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Operator.Cluster.Running;
using Headgate.Resources;
using Headgate.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace Headgate.Operator.Tests.Cluster;

/// <summary><c>docs/operator.md</c> is complete, and its commands work.</summary>
public partial class OperatorPageTests
{
    private const string Program = "dotnet run --project operator/Operator --";
    private const string Sample = "samples/operator/operator.yaml";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs/operator.md"));

    [Fact]
    public void Every_field_of_the_configuration_has_a_row()
    {
        var rows = FirstCells("| field |");
        Assert.Equal(
            [
                .. Fields<OperatorConfiguration>("").Where(field => field is not ("lease" or "redis")),
                .. Fields<LeaseConfiguration>("lease."),
                .. Fields<RedisConfiguration>("redis."),
                .. Fields<PoolConfiguration>("pools[]."),
            ],
            rows, new AnyOrder());
    }

    [Fact]
    public async Task Every_metric_has_a_row()
    {
        await using var cluster = await TestCluster.Cluster.StartAsync();
        var kubeconfig = await KubeconfigAsync(cluster);
        await using var app = OperatorProgram.Build(ConfigurationFile.Read(Repository.PathOf(Sample)), kubeconfig, TimeProvider.System);
        var text = app.Services.GetRequiredService<OperatorMetrics>().Write();
        Assert.Equal(Type().Matches(text).Select(type => type.Groups[1].Value), FirstCells("| metric |"), new AnyOrder());
        // What the loops are called is on the page too.
        var loops = app.Services.GetRequiredService<OperatorLoops>().All;
        Assert.All(loops, loop => Assert.Contains($"`{loop.Name}`", Page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_label_and_annotation_is_named()
    {
        string[] names =
        [
            PublishedObjects.InstallLabel, PublishedObjects.PoolLabel, PublishedObjects.EpochAnnotation,
            PublishedObjects.DefinitionsAnnotation, PepperKeeper.RotateAnnotation, "headgate.dev/rotated", "headgate.dev/touched",
            Secret.CredentialsLabel, Secret.ExpiresAnnotationPrefix,
        ];
        Assert.All(names, name => Assert.Contains(name, Page, StringComparison.Ordinal));
    }

    [Fact]
    public void The_configuration_shown_is_the_sample()
    {
        var shown = Regex.Match(Page, "```yaml\n(install:.*?)```", RegexOptions.Singleline).Groups[1].Value;
        Assert.EndsWith(shown, File.ReadAllText(Repository.PathOf(Sample)), StringComparison.Ordinal);
        Assert.NotNull(ConfigurationFile.Read(Repository.PathOf(Sample)));
    }

    [Fact]
    public void The_pod_mounts_what_is_published_and_has_no_token()
    {
        var pod = Regex.Match(Page, "```yaml\n(spec:.*?)```", RegexOptions.Singleline).Groups[1].Value;
        var spec = Assert.Single(YamlManifests.Read(pod))["spec"]!;
        Assert.False((bool)spec["automountServiceAccountToken"]!);
        var pool = ConfigurationFile.Read(Repository.PathOf(Sample)).Pools[0];
        var names = Compiler.Publication.Publisher.Publish([], [], new PoolState(pool).Layout(pool.Shards)).Select(item => item.Name);
        var sources = spec["volumes"]!.AsArray().SelectMany(volume => volume!["projected"]!["sources"]!.AsArray())
            .Select(source => source!["configMap"] ?? source["secret"]).ToList();
        Assert.All(sources, source => Assert.True((bool)source!["optional"]!));
        Assert.Equal(names, sources.Select(source => (string)source!["name"]!), new AnyOrder());
    }

    [Fact]
    public async Task All_commands_work_in_the_order_in_which_they_stand()
    {
        await using var cluster = await TestCluster.Cluster.StartAsync();
        var kubeconfig = await KubeconfigAsync(cluster);
        var configuration = Path.Combine(Path.GetDirectoryName(kubeconfig)!, "operator.yaml");
        // Another port than the page's: something may have that.
        var sample = await File.ReadAllTextAsync(Repository.PathOf(Sample), Cancel);
        await File.WriteAllTextAsync(configuration, sample.Replace("adminPort: 8081", "adminPort: 0", StringComparison.Ordinal), Cancel);
        using var shell = new PageShell(kubeconfig);
        var lines = Page.Split('\n').Where(line => line.Split(' ')[0] is "kubectl" or "dotnet").ToList();
        Assert.Contains(lines, line => line.StartsWith(Program + " run ", StringComparison.Ordinal));
        foreach (var line in lines)
        {
            var command = line.Replace(Sample, configuration, StringComparison.Ordinal)
                .Replace(Program, PageShell.Headgate, StringComparison.Ordinal);
            if (!line.StartsWith(Program + " run ", StringComparison.Ordinal))
            {
                await shell.RunAsync(command);
                continue;
            }
            await shell.StartAsync(command, "Ctrl-C ends it");
            await PeppersAsync(cluster);
        }
        Assert.Equal(0, await shell.EndAsync());
    }

    // What the next commands are about is there a moment later.
    private static async Task PeppersAsync(TestCluster.Cluster cluster)
    {
        using var api = Headgate.Controllers.KubernetesApi.Connect(
            k8s.KubernetesClientConfiguration.BuildConfigFromConfigFile(await KubeconfigAsync(cluster)), TimeProvider.System);
        await using var view = new ClusterView(api, [(Kinds.Secrets, "gateways")]);
        await view.UntilAsync("there are peppers", now => now.Find(Kinds.Secrets, "gateways", "headgate-production-peppers") is not null);
    }

    private static async Task<string> KubeconfigAsync(TestCluster.Cluster cluster)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("headgate-page-").FullName, "kubeconfig");
        await File.WriteAllTextAsync(file, cluster.Kubeconfig());
        return file;
    }

    private static IEnumerable<string> Fields<T>(string prefix) =>
        typeof(T).GetProperties().Select(property => prefix + char.ToLowerInvariant(property.Name[0]) + property.Name[1..]);

    // Names in the first column of the table that begins so.
    private static IEnumerable<string> FirstCells(string heading) =>
        Page[Page.IndexOf(heading, StringComparison.Ordinal)..].Split('\n').Skip(2).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|')[1].Trim(' ', '`'));

    [GeneratedRegex("^# TYPE ([a-z_]+) ", RegexOptions.Multiline)]
    private static partial Regex Type();

    private sealed class AnyOrder : IEqualityComparer<IEnumerable<string>>
    {
        public bool Equals(IEnumerable<string>? one, IEnumerable<string>? other) =>
            one!.Order(StringComparer.Ordinal).SequenceEqual(other!.Order(StringComparer.Ordinal));

        public int GetHashCode(IEnumerable<string> names) => 0;
    }
}
