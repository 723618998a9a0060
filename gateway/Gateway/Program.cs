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

// Logs are lines on standard error; standard output is the access log's.
await using var gateway = await GatewayHost.StartAsync(settings, TimeProvider.System, new LineLogger(Console.Error));
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
