using System.CommandLine;
using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.Limits;
using Headgate.Limits.Redis;
using Headgate.Limits.Statistics;
using Headgate.Operator.Cluster;
using Headgate.Operator.Tests.Cluster.Counters;
using Headgate.TestOperator;
using Headgate.TestSupport.Redis;
using StackExchange.Redis;

namespace Headgate.Operator.Tests.Usage;

/// <summary>A cluster with Applications, a redis-server with what they used, and the command line with the rights in Redis that the page names.</summary>
internal sealed class UsagePlace : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("headgate-usage-");
    private RedisServer _redis = null!;
    private ConnectionMultiplexer _connection = null!;
    private Stage _stage = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The namespace of the Applications.</summary>
    public string Tenant { get; private set; } = "";

    /// <summary>Where Redis is.</summary>
    public string Address => _redis.Address;

    /// <summary>Where the cluster is.</summary>
    public string Kubeconfig { get; private set; } = "";

    /// <summary>A directory that goes with it.</summary>
    public string Folder => _directory.FullName;

    /// <summary>Redis, with all rights.</summary>
    public IDatabase Database => _connection.GetDatabase();

    /// <summary>Names of counters.</summary>
    public CounterKeys Keys { get; } = new("headgate", "production");

    private string Password => Path.Combine(_directory.FullName, "password");

    /// <summary>Opens one.</summary>
    /// <param name="tenant">The namespace of the Applications; any when left out.</param>
    public static async Task<UsagePlace> OpenAsync(string? tenant = null)
    {
        var place = new UsagePlace { _stage = await Stage.OpenOwnAsync(Cancel) };
        place.Tenant = tenant ?? place._stage.Tenants[0];
        if (tenant is not null) await place._stage.ApplyAsync(Stage.Manifest(Kinds.Namespaces, "", tenant), Cancel);
        var token = await place._stage.Api.TokenOfAsync(place._stage.Gateways, "headgate", Cancel);
        place.Kubeconfig = await place._stage.Api.WriteKubeconfigAsync(place._directory.FullName, token);
        place._redis = await RedisServer.StartAsync(new RedisOptions { Acl = OperatorAcl.Lines("headgate") });
        await File.WriteAllTextAsync(place.Password, OperatorAcl.Password, Cancel);
        place._connection = await ConnectionMultiplexer.ConnectAsync(place._redis.Address);
        return place;
    }

    /// <summary>The clock of Redis.</summary>
    public Task<DateTimeOffset> NowAsync() => new UsageHistory(() => Database, Keys).NowAsync();

    /// <summary>Adds an Application.</summary>
    public Task AddAsync(string name, string product = "api")
    {
        var application = Scenario.Application(Tenant, name, "silver", null);
        application["spec"]!["productRef"] = new JsonObject { ["name"] = product };
        return _stage.ApplyAsync(application, Cancel);
    }

    /// <summary>One accepted call with these costs, and two answers.</summary>
    public async Task CountAsync(string name, DateTimeOffset at, params (string Metric, long Units)[] costs)
    {
        var statistics = new UsageStatistics(TimeProvider.System);
        var flusher = new UsageFlusher(statistics, () => Database, Keys, new StoreHealth(TimeProvider.System), () => false);
        var request = new ReserveRequest();
        request.Begin($"{Tenant}/{name}");
        foreach (var (metric, units) in costs) request.AddCost(metric, units);
        request.Now = at;
        statistics.Count(request);
        statistics.Answered(request.Application, 200, at);
        statistics.Answered(request.Application, 429, at);
        await Patience.UntilAsync(flusher.FlushAsync, "it is counted");
    }

    /// <summary>The Events of the namespace.</summary>
    public Task<IReadOnlyList<JsonObject>> EventsAsync() => _stage.ListAsync(new ResourceKind("events.k8s.io", "v1", "events", "Event"), Tenant, Cancel);

    /// <summary>What Redis refused, in words.</summary>
    public Task<string> DeniedAsync() => OperatorAcl.DeniedAsync(_redis);

    /// <summary>Runs a command line, with where cluster and Redis are.</summary>
    public Task<(int ExitCode, string Output, string Errors)> RunAsync(params IEnumerable<string> arguments) =>
        InvokeAsync([.. arguments, "--kubeconfig", Kubeconfig, .. arguments.Contains("--redis") ? [] : new[] { "--redis", Address },
            .. arguments.Contains("--redis-user") ? [] : new[] { "--redis-user", OperatorAcl.User, "--redis-password-file", Password }]);

    /// <summary>Runs a command line as it is.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> InvokeAsync(params IEnumerable<string> arguments)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var exitCode = await Commands.Build(TimeProvider.System, TextReader.Null, output).Parse([.. arguments])
            .InvokeAsync(new InvocationConfiguration { Error = errors, Output = TextWriter.Null }, Cancel);
        return (exitCode, output.ToString(), errors.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _redis.DisposeAsync();
        await _stage.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
