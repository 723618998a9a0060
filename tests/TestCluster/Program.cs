using System.Runtime.InteropServices;
using Headgate.TestCluster;

var (file, port) = ("", 0);
for (var index = 0; index + 1 < args.Length; index += 2)
{
    switch (args[index])
    {
        case "--kubeconfig":
            file = args[index + 1];
            break;
        case "--port":
            port = int.Parse(args[index + 1], System.Globalization.CultureInfo.InvariantCulture);
            break;
    }
}
if (file.Length == 0)
{
    Console.WriteLine("A Kubernetes API server in memory, for tests.\nUsage: dotnet run --project tests/TestCluster -- --kubeconfig FILE [--port PORT]");
    return 2;
}
await using var cluster = await Cluster.StartAsync(port);
await File.WriteAllTextAsync(file, cluster.Kubeconfig());
Console.WriteLine($"Listening on {cluster.Url}. Try: kubectl --kubeconfig {file} get namespaces. Ctrl-C ends it.");
// The server's host takes signals for itself, and would leave a process that serves nobody.
var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
await stop.Task;
return 0;

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.TrySetResult();
}
