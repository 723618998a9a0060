using System.CommandLine;
using System.CommandLine.Parsing;
using Headgate.Configuration;
using Headgate.Limits.Redis;
using Headgate.Operator.Cluster;
using Microsoft.Extensions.Logging.Abstractions;

namespace Headgate.Operator.Usage;

/// <summary>The command <c>usage</c>: shows what Applications used, and changes counters.</summary>
internal sealed class UsageCommand
{
    private readonly Argument<string?> _target = new("TARGET")
    {
        Description = "An Application or a Product: NAME, application/NAME or product/NAME. All Applications when left out.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _namespace = new("--namespace", "-n") { Description = "Namespace of the Applications; all when left out." };
    private readonly Option<string> _period = new("--period") { Description = "minute, hour, day, week, month, year or eternity.", DefaultValueFactory = _ => "day" };
    private readonly Option<string?> _since = new("--since") { Description = $"From when on: {SinceText.Forms}. The current window when left out." };
    private readonly Option<string> _environment = new("--environment") { Description = "Whose counters: production or staging.", DefaultValueFactory = _ => "production" };
    private readonly Option<string> _output = new("--output", "-o") { Description = "table, json or csv.", DefaultValueFactory = _ => "table" };
    private readonly Option<bool> _reset = new("--reset") { Description = "Set the counter of --metric in the current window of --period to 0, for one Application." };
    private readonly Option<long?> _credit = new("--credit") { Description = "Take so many units off that counter." };
    private readonly Option<string?> _metric = new("--metric") { Description = "The metric or method whose counter is changed." };
    private readonly Option<string?> _config = new("--config") { Description = "The operator's configuration file, which says where Redis is." };
    private readonly Option<string?> _kubeconfig = new("--kubeconfig") { Description = "How to reach the cluster; KUBECONFIG, or a pod's own account, when left out." };
    private readonly IReadOnlyList<Option<string?>> _redis =
        [.. RedisSettings.Names.Select(name => new Option<string?>("--" + name) { Description = $"As the setting {name} of a gateway; instead of --config." })];

    private readonly TimeProvider _time;
    private readonly TextWriter _standard;

    private UsageCommand(TimeProvider time, TextWriter standard) => (_time, _standard) = (time, standard);

    /// <summary>Builds it.</summary>
    public static Command Build(TimeProvider time, TextWriter output)
    {
        var usage = new UsageCommand(time, output);
        usage._period.AcceptOnlyFromAmong([.. Enum.GetValues<Period>().Select(Describe.Name)]);
        usage._environment.AcceptOnlyFromAmong("production", "staging");
        usage._output.AcceptOnlyFromAmong("table", "json", "csv");
        var command = new Command("usage", "Show what Applications used, or change a counter of one.")
        {
            usage._target, usage._namespace, usage._period, usage._since, usage._environment, usage._output,
            usage._reset, usage._credit, usage._metric, usage._config, usage._kubeconfig,
        };
        foreach (var option in usage._redis) command.Add(option);
        command.Validators.Add(usage.Validate);
        command.SetAction(usage.RunAsync);
        return command;
    }

    private void Validate(CommandResult result)
    {
        if (result.GetValue(_since) is { } since && SinceText.TryParse(since) is null) result.AddError($"--since {since}: write {SinceText.Forms}.");
        if (result.GetValue(_target)?.Split('/') is { Length: > 2 } or [not ("application" or "product"), _])
            result.AddError($"{result.GetValue(_target)}: write NAME, application/NAME or product/NAME, and its namespace with --namespace.");
        if (result.GetValue(_credit) is <= 0) result.AddError("--credit takes a whole number of 1 or more: units that are taken off the counter.");
        if (!Changes(result)) return;
        if (result.GetValue(_reset) && result.GetValue(_credit) is not null) result.AddError("--reset and --credit together say two things: choose one.");
        if (result.GetValue(_target) is null) result.AddError("Name the Application whose counter is to be changed.");
        if (result.GetValue(_metric) is null || result.GetResult(_period) is not { Implicit: false })
            result.AddError("Say which counter is to be changed, such as --metric hits --period day.");
        if (result.GetValue(_since) is not null) result.AddError("--since is of no use here: only the counter of the current window can be changed.");
    }

    private bool Changes(CommandResult result) => result.GetValue(_reset) || result.GetValue(_credit) is not null;

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(RequestOf(arguments), arguments, cancellationToken);
            return 0;
        }
        catch (InvalidDataException exception)
        {
            arguments.InvocationConfiguration.Error.WriteLine(exception.Message);
            return 2;
        }
        catch (UsageFailure exception)
        {
            arguments.InvocationConfiguration.Error.WriteLine(exception.Message);
            return 1;
        }
    }

    private async Task RunAsync(UsageRequest request, ParseResult arguments, CancellationToken cancellationToken)
    {
        using var cluster = new ClusterApplications(request.Kubeconfig, _time);
        var applications = await cluster.FindAsync(request.Target, request.Namespace, cancellationToken);
        await using var store = await CounterStore.OpenAsync(request.Redis, request.Environment, _time, cancellationToken);
        if (Changes(arguments.CommandResult))
        {
            if (applications.Count != 1)
                throw new UsageFailure($"{request.Target} means {applications.Count} Applications; a counter is changed of one: name it, and its namespace with --namespace.");
            var change = new CounterChange(arguments.GetValue(_metric)!, arguments.GetValue(_credit));
            var events = CounterChange.Recorder(cluster.Api, _time, NullLogger.Instance);
            _standard.WriteLine(await change.ApplyAsync(request, applications[0], store, events, cancellationToken));
            return;
        }
        var report = await UsageReport.ReadAsync(request, applications, store, cancellationToken);
        Action<UsageReport, TextWriter> write = arguments.GetValue(_output) switch { "json" => UsageJson.Write, "csv" => UsageCsv.Write, _ => UsageTable.Write };
        write(report, _standard);
    }

    private UsageRequest RequestOf(ParseResult arguments) => new()
    {
        Target = arguments.GetValue(_target),
        Namespace = arguments.GetValue(_namespace),
        Period = Enum.Parse<Period>(arguments.GetValue(_period)!, ignoreCase: true),
        Since = arguments.GetValue(_since) is { } since ? SinceText.TryParse(since) : null,
        Environment = arguments.GetValue(_environment)!,
        Redis = RedisOf(arguments),
        Kubeconfig = arguments.GetValue(_kubeconfig),
    };

    private RedisSettings RedisOf(ParseResult arguments)
    {
        var values = _redis.Select(option => (Name: option.Name.TrimStart('-'), Value: arguments.GetValue(option)))
            .Where(setting => setting.Value is not null).ToDictionary(setting => setting.Name, setting => setting.Value!, StringComparer.Ordinal);
        try
        {
            if (RedisSettings.Parse(values) is { } settings) return settings;
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException(exception.Message, exception);
        }
        const string Where = "Say where the gateways keep their counters: --redis host:port, or --config with the operator's file that has a section redis.";
        return arguments.GetValue(_config) is { } file
            ? ConfigurationFile.Read(file).Redis?.ToSettings() ?? throw new InvalidDataException($"{file} has no section redis. {Where}")
            : throw new InvalidDataException(Where);
    }
}
