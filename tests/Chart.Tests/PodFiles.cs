using System.Text.Json.Nodes;

namespace Headgate.Chart.Tests;

/// <summary>
/// The files that a pod has of its Secrets, in a folder of this machine: settings that name others are refused, as they would be in the pod.
/// </summary>
internal sealed class PodFiles : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory().FullName;
    private readonly List<string> _mounts = [];

    /// <summary>Lays them down.</summary>
    public PodFiles(JsonNode spec)
    {
        foreach (var mount in spec["containers"]![0]!["volumeMounts"]!.AsArray())
        {
            var volume = spec["volumes"]!.AsArray().Single(item => (string?)item!["name"] == (string?)mount!["name"])!;
            var path = (string)mount!["mountPath"]!;
            var names = (volume["projected"]?["sources"] as JsonArray ?? []).SelectMany(source => source!["secret"]?["items"] as JsonArray ?? [])
                .Select(item => (string)item!["path"]!).ToList();
            // A Secret of type kubernetes.io/tls has these.
            if (volume["secret"] is not null) names.AddRange(["tls.crt", "tls.key"]);
            if (names.Count == 0) continue;
            _mounts.Add(path);
            Directory.CreateDirectory(_root + path);
            foreach (var name in names) File.WriteAllText($"{_root}{path}/{name}", "secret");
        }
    }

    /// <summary>A text with the paths of these files in place of those in the pod.</summary>
    public string Map(string text) => _mounts.Aggregate(text, (mapped, mount) => mapped.Replace($"{mount}/", $"{_root}{mount}/", StringComparison.Ordinal));

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
