using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Headgate.Configuration.Tests;

/// <summary>A kind of entry, with a sample of it, written and read as operator and gateway do.</summary>
/// <param name="Name">The name of its golden file.</param>
/// <param name="Json">The sample's JSON.</param>
/// <param name="Content">The sample as it is published.</param>
/// <param name="ReadBack">Reads JSON strictly and writes what was understood.</param>
internal sealed record ContractEntry(string Name, byte[] Json, EntryContent Content, Func<byte[], byte[]> ReadBack)
{
    /// <summary>Every kind there is.</summary>
    public static IReadOnlyList<ContractEntry> All { get; } =
    [
        Of("proxy", Sample.Proxy, ConfigurationJson.Default.ProductProxy),
        Of("live", Sample.Live, ConfigurationJson.Default.ProductLive),
        Of("applications", Sample.Applications, ConfigurationJson.Default.ApplicationSet),
        Of("upstream", Sample.Upstream, ConfigurationJson.Default.UpstreamSecrets),
        Of("peppers", Sample.Peppers, ConfigurationJson.Default.PepperSet),
        Of("shard", Sample.Shard, ConfigurationJson.Default.Shard),
    ];

    /// <summary>Their names, for theories.</summary>
    public static TheoryData<string> Names() => [.. All.Select(entry => entry.Name)];

    /// <summary>The kind with a name.</summary>
    public static ContractEntry Named(string name) => All.Single(entry => entry.Name == name);

    private static ContractEntry Of<T>(string name, T sample, JsonTypeInfo<T> type) => new(
        name,
        JsonSerializer.SerializeToUtf8Bytes(sample, type),
        EntryContent.Write(sample, type),
        json => JsonSerializer.SerializeToUtf8Bytes(EntryContent.Parse(json, type), type));
}
