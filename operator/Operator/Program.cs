using System.CommandLine;
using Headgate.Operator;

// Longer than `local` needs to let running requests end, on a busy machine too.
var patient = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) };
return await Commands.Build(TimeProvider.System, Console.In, Console.Out).Parse(args).InvokeAsync(patient);
