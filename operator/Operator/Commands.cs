using System.CommandLine;
using Headgate.Gateway.Pipeline;
using Headgate.Operator.Cluster;
using Headgate.Operator.Cluster.Rights;
using Headgate.Operator.Cluster.Running;
using Headgate.Operator.Diff;
using Headgate.Operator.Explain;
using Headgate.Operator.Lint;
using Headgate.Operator.Local;
using Headgate.Operator.Usage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Headgate.Operator;

/// <summary>The command line.</summary>
internal static class Commands
{
    public static RootCommand Build(TimeProvider time, TextReader input, TextWriter output) => new("Headgate: API management for Kubernetes.")
    {
        LocalCommand.Build(DirectoryArgument(), time, output),
        Run(time, output),
        Rights(output),
        Explain(time, input, output),
        Lint(output),
        UsageCommand.Build(time, output),
        DiffCommand.Build(time, output),
    };

    private static Command Run(TimeProvider time, TextWriter output)
    {
        var file = ConfigurationOption();
        var kubeconfig = new Option<string?>("--kubeconfig") { Description = "How to reach the cluster; a pod's own account, or KUBECONFIG, when left out." };
        var command = new Command("run", "Run the operator of a cluster.") { file, kubeconfig };
        command.SetAction((arguments, cancellation) => Task.Run(() => WithConfiguration(arguments.GetValue(file)!, configuration =>
            OperatorProgram.RunAsync(configuration, arguments.GetValue(kubeconfig), time, output, cancellation)), CancellationToken.None));
        return command;
    }

    private static Command Rights(TextWriter output)
    {
        var file = ConfigurationOption();
        const string Name = "--service-account";
        var account = new Option<string>(Name) { Description = "The operator's ServiceAccount: NAMESPACE/NAME.", Required = true };
        account.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => ServiceAccountName.TryParse(token.Value) is null))
                result.AddError($"{Name} {token.Value}: write NAMESPACE/NAME, as kubectl get serviceaccounts lists them.");
        });
        const string Description = "Print the Roles and bindings that the operator of a configuration needs, for kubectl apply -f -.";
        var command = new Command("rights", Description) { file, account };
        command.SetAction(arguments => WithConfiguration(arguments.GetValue(file)!, configuration =>
        {
            var name = ServiceAccountName.TryParse(arguments.GetValue(account)!)!;
            output.Write(RightsText.Of(OperatorRights.Of(configuration), configuration.Install, name));
            return Task.FromResult(0);
        }));
        return command;
    }

    private static Command Explain(TimeProvider time, TextReader input, TextWriter output)
    {
        var directory = DirectoryArgument();
        var method = new Argument<string?>("METHOD") { Description = "HTTP method.", Arity = ArgumentArity.ZeroOrOne };
        var path = new Argument<string?>("PATH") { Description = "Path and query, as a client would send them.", Arity = ArgumentArity.ZeroOrOne };
        var headers = new Option<string[]>("-H", "--header") { Description = "A request header, 'Name: value'. May be repeated; Host chooses the Product." };
        var json = new Option<string>("-o", "--output") { Description = "text or json.", DefaultValueFactory = _ => "text" };
        json.AcceptOnlyFromAmong("text", "json");
        var batch = new Option<bool>("--batch") { Description = "Read requests as JSON lines from standard input; write one JSON line each." };
        var command = new Command("explain", "Say which Product, rules, metrics, costs and limits a request meets, and why.") { directory, method, path, headers, json, batch };
        command.SetAction(async (arguments, _) =>
        {
            var (session, findings) = ExplainSession.Load(arguments.GetValue(directory)!, time);
            foreach (var finding in findings.Where(finding => finding.Level == "error")) Console.Error.WriteLine(finding);
            if (arguments.GetValue(batch)) return await ExplainBatch.RunAsync(session, input, output);
            if (arguments.GetValue(method) is not { } verb || arguments.GetValue(path) is not { } target)
            {
                Console.Error.WriteLine("Name a METHOD and a PATH, or use --batch.");
                return 2;
            }
            var inspection = session.Inspect(null, verb, target, Headers(arguments.GetValue(headers) ?? []));
            if (arguments.GetValue(json) == "json") output.WriteLine(ExplainJson.Of(inspection));
            else ExplainText.Write(inspection, output);
            return inspection.Reason == Reason.Accepted ? 0 : 1;
        });
        return command;
    }

    private static Command Lint(TextWriter output)
    {
        var directory = DirectoryArgument();
        var json = new Option<string>("-o", "--output") { Description = "text or json.", DefaultValueFactory = _ => "text" };
        json.AcceptOnlyFromAmong("text", "json");
        var command = new Command("lint", "List everything that is wrong or doubtful in a directory of manifests; exit 1 if there is anything.") { directory, json };
        command.SetAction(arguments => LintReport.Run(arguments.GetValue(directory)!, arguments.GetValue(json) == "json", output));
        return command;
    }

    private static Option<string> ConfigurationOption() =>
        new("--config") { Description = "The operator's configuration file: pools of gateways, the Lease.", Required = true };

    // A file that says something wrong is told to people as it is, not as a fault of this program.
    private static async Task<int> WithConfiguration(string file, Func<OperatorConfiguration, Task<int>> act)
    {
        try
        {
            return await act(ConfigurationFile.Read(file));
        }
        catch (InvalidDataException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return 2;
        }
    }

    private static Argument<string> DirectoryArgument()
    {
        var argument = new Argument<string>("DIR") { Description = "Directory (or file) with manifests." };
        argument.Validators.Add(result =>
        {
            var path = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (!System.IO.Directory.Exists(path) && !File.Exists(path)) result.AddError($"There is no file or directory {path}.");
        });
        return argument;
    }

    private static HeaderDictionary Headers(IEnumerable<string> lines)
    {
        var headers = new HeaderDictionary();
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = colon < 0 ? (line.Trim(), "") : (line[..colon].Trim(), line[(colon + 1)..].Trim());
            headers[name] = StringValues.Concat(headers[name], value);
        }
        return headers;
    }
}
