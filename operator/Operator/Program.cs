using Headgate.Operator;

return await Commands.Build(TimeProvider.System, Console.In, Console.Out).Parse(args).InvokeAsync();
