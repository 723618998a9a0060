using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Headgate.Benchmarks;

if (args is ["footprint"])
{
    Footprint.Report(1_000_000);
    return;
}

// In this process: a pool of a million Applications is made once for each case, and no project is generated and built for it.
var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
var config = ManualConfig.CreateEmpty()
    .AddJob(job)
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumnProvider(DefaultColumnProviders.Params, DefaultColumnProviders.Metrics)
    .AddColumn(TargetMethodColumn.Method, StatisticColumn.Mean, StatisticColumn.StdDev, StatisticColumn.Min)
    .AddExporter(BenchmarkDotNet.Exporters.MarkdownExporter.GitHub)
    .AddLogger(ConsoleLogger.Default);
BenchmarkSwitcher.FromAssembly(typeof(DecisionBenchmark).Assembly).Run(args.Length > 0 ? args : ["--filter", "*"], config);
