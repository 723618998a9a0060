using System.Diagnostics;
using System.Globalization;
using Headgate.Configuration;
using Headgate.Gateway.Snapshots;

namespace Headgate.Benchmarks;

/// <summary>What Applications cost in memory, and how long they take to load from their published bytes.</summary>
internal static class Footprint
{
    public static void Report(int applications)
    {
        var entries = BenchmarkPool.Sets(applications).Select(set => EntryContent.Write(set, ConfigurationJson.Default.ApplicationSet).Bytes).ToArray();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var started = Stopwatch.GetTimestamp();
        var shards = entries.Select(bytes => new ApplicationShard(EntryContent.Parse(EntryContent.Unpack(bytes), ConfigurationJson.Default.ApplicationSet))).ToArray();
        var took = Stopwatch.GetElapsedTime(started);
        var after = GC.GetTotalMemory(forceFullCollection: true);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"published: {entries.Sum(entry => (long)entry.Length) / (double)applications:F1} bytes per Application"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"in memory: {(after - before) / (double)applications:F1} bytes per Application"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"load time: {took.TotalSeconds:F2} s for {shards.Sum(shard => shard.Count)} Applications"));
    }
}
