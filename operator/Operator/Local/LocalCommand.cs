using System.CommandLine;
using System.CommandLine.Parsing;
using Headgate.Compiler.Versions;

namespace Headgate.Operator.Local;

/// <summary>The command <c>local</c>: serves a directory of manifests on this machine.</summary>
internal sealed class LocalCommand
{
    private readonly Argument<string> _directory;
    private readonly Option<int> _port = PortOption("--port", "Port of the API", 8080);
    private readonly Option<int> _adminPort = PortOption("--admin-port", "Port of probes, status and metrics", 8081);
    private readonly Option<string?> _environment = new("--environment")
    {
        Description = "Keep versions and promote them: serve staging, production or both. When left out, what is saved is served at once.",
    };

    private readonly Option<int> _stagingPort = PortOption("--staging-port", "With --environment both: port of the API in staging", 8090);
    private readonly Option<int> _stagingAdminPort = PortOption("--staging-admin-port", "With --environment both: port of probes, status and metrics in staging", 8091);
    private readonly Option<string?> _published = new("--output") { Description = "Also write the published ConfigMaps and Secrets to this directory, as YAML." };
    private readonly Option<string[]> _services = new("--service") { Description = "Where a Service is: namespace/name=URL. May be repeated." };
    private readonly Option<bool> _accessLog = new("--access-log") { Description = "Print the access log, one JSON object per line." };

    private LocalCommand(Argument<string> directory) => _directory = directory;

    /// <summary>Builds it.</summary>
    public static Command Build(Argument<string> directory, TimeProvider time, TextWriter output)
    {
        var local = new LocalCommand(directory);
        local._environment.AcceptOnlyFromAmong("staging", "production", "both");
        var command = new Command("local", "Serve a directory of manifests on this machine and follow its files.")
        {
            local._directory, local._port, local._adminPort, local._environment, local._stagingPort, local._stagingAdminPort,
            local._published, local._services, local._accessLog,
        };
        command.Validators.Add(local.Validate);
        // Returns at once: an interrupt is waited for by its task only when System.CommandLine has been given one.
        command.SetAction((arguments, cancellation) =>
            Task.Run(() => new LocalSession(local.SettingsOf(arguments), time, output).RunAsync(cancellation), CancellationToken.None));
        return command;
    }

    private void Validate(CommandResult result)
    {
        foreach (var text in (result.GetValue(_services) ?? []).Where(text => !IsService(text)))
            result.AddError($"--service {text}: write namespace/name=http://host:port.");
        if (result.GetValue(_environment) == "both") return;
        foreach (var option in new[] { _stagingPort, _stagingAdminPort }.Where(option => result.GetResult(option) is { Implicit: false }))
            result.AddError($"{option.Name} is for --environment both; a gateway that is alone has --port and --admin-port.");
    }

    private LocalSettings SettingsOf(ParseResult arguments)
    {
        var services = (arguments.GetValue(_services) ?? []).Select(text => text.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        var (port, adminPort) = (arguments.GetValue(_port), arguments.GetValue(_adminPort));
        return new LocalSettings(arguments.GetValue(_directory)!, port, adminPort, arguments.GetValue(_published), services)
        {
            AccessLog = arguments.GetValue(_accessLog),
            Environments = arguments.GetValue(_environment) switch
            {
                "staging" => [new(GatewayEnvironment.Staging, port, adminPort)],
                "production" => [new(GatewayEnvironment.Production, port, adminPort)],
                "both" =>
                [
                    new(GatewayEnvironment.Staging, arguments.GetValue(_stagingPort), arguments.GetValue(_stagingAdminPort)),
                    new(GatewayEnvironment.Production, port, adminPort),
                ],
                _ => [],
            },
        };
    }

    private static Option<int> PortOption(string name, string what, int usual) =>
        new(name) { Description = $"{what}; 0 takes any free one.", DefaultValueFactory = _ => usual };

    private static bool IsService(string text) =>
        text.Split('=', 2) is [var name, var url] && name.Split('/').Length == 2
        && Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);
}
