using System.Numerics;
using System.Text.Json;
using Headgate.Operator.Cluster.Counters;
using Headgate.Operator.Manifests;

namespace Headgate.Operator.Cluster;

/// <summary>Reads the configuration file, YAML or JSON, and says all that is wrong with it at once.</summary>
internal static class ConfigurationFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">Something is wrong; the message has a line for each problem, with file, line and field.</exception>
    public static OperatorConfiguration Read(string path)
    {
        var name = Path.GetFileName(path);
        if (!File.Exists(path)) throw new InvalidDataException($"There is no file {path}.");
        var text = ManifestText.Read(path);
        if (text.Problem is not null) throw Wrong([(text.Line, "", text.Problem)]);
        var documents = Documents.Read(text.Text).ToList();
        if (documents is not [{ Problem: null, Root: MappingNode root }])
        {
            var (line, problem) = documents.Select(document => (document.Line, document.Problem)).FirstOrDefault(entry => entry.Problem is not null);
            throw Wrong([(line, "", problem ?? "expected one object with the field pools")]);
        }
        var reader = new SchemaReader();
        var json = reader.ReadRecord(root, Schemas.Of(typeof(OperatorConfiguration)), "");
        if (reader.Problems.Count > 0) throw Wrong(reader.Problems.Select(problem => (problem.Line, problem.Field, problem.Message)));
        var configuration = json.Deserialize(OperatorJson.Default.OperatorConfiguration)!;
        var odd = configuration.Pools.Index().Where(pool => !BitOperations.IsPow2(pool.Item.Shards)).ToList();
        if (odd.Count > 0)
            throw Wrong(odd.Select(pool => (root.Line, $"pools[{pool.Index}].shards", $"{pool.Item.Shards} is not a power of two: write 1, 2, 4 … 1024")));
        var blind = configuration.Pools.Index().Where(pool => pool.Item.PodSelector.MatchLabels.Count == 0).ToList();
        if (blind.Count > 0)
            throw Wrong(blind.Select(pool => (root.Line, $"pools[{pool.Index}].podSelector.matchLabels", "name at least one label of the gateways' pods")));
        var nameless = configuration.WatchNamespaces.Index().Where(place => !KubernetesNames.IsLabel(place.Item)).ToList();
        if (nameless.Count > 0)
            throw Wrong(nameless.Select(place => (root.Line, $"watchNamespaces[{place.Index}]", $"{place.Item} is no name of a namespace")));
        if (configuration.Redis is not null && ProblemOf(configuration.Redis) is { } problemOfRedis) throw Wrong([(root.Line, "", problemOfRedis)]);
        return configuration;

        InvalidDataException Wrong(IEnumerable<(int Line, string Field, string Message)> problems) => new(string.Join('\n', problems.Select(problem =>
            $"{name}:{problem.Line}: {(problem.Field.Length == 0 ? "" : problem.Field + ": ")}{problem.Message}")));
    }

    private static string? ProblemOf(RedisConfiguration redis)
    {
        try
        {
            redis.ToSettings();
            return null;
        }
        catch (InvalidDataException exception)
        {
            return exception.Message;
        }
    }
}
