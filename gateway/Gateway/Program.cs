using System.Runtime.InteropServices;
using Headgate.Gateway.Hosting;

GatewaySettings settings;
try
{
    settings = GatewaySettings.Parse(SettingsSource.Read(Environment.GetEnvironmentVariables(), args));
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}

GatewayHost gateway;
try
{
    // Logs are lines on standard error; standard output is the access log's.
    gateway = await GatewayHost.StartAsync(settings, TimeProvider.System, new LineLogger(Console.Error));
}
catch (IOException exception)
{
    Console.Error.WriteLine($"{exception.Message} Choose other ports with --port, --tls-port and --admin-port.");
    return 3;
}
await using var running = gateway;
var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
await stop.Task;
await gateway.StopAsync();
return 0;

void Stop(PosixSignalContext context)
{
    // A second signal ends the process at once.
    context.Cancel = stop.TrySetResult();
}
