using System.Globalization;
using System.Text.Json.Nodes;
using Headgate.TestSupport;
using YamlDotNet.Serialization;

namespace Headgate.Chart.Tests;

/// <summary>The chart in this checkout, and helm over it.</summary>
internal static class Chart
{
    // One version for all renders: helm's own default changes with helm.
    private const string KubernetesVersion = "1.34.0";

    // As many processes as small machines bear.
    private static readonly SemaphoreSlim Places = new(3);

    // Scalars get the types that YAML 1.2 gives them.
    private static readonly IDeserializer Yaml = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();

    /// <summary>Its folder.</summary>
    public static string Folder { get; } = Repository.PathOf("charts/headgate");

    /// <summary>A file of it.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Folder, path));

    /// <summary>Renders it as release <c>headgate</c> in the namespace <c>headgate</c>.</summary>
    /// <param name="values">Values as YAML.</param>
    /// <param name="arguments">Further arguments.</param>
    /// <returns>The exit code, what was rendered, and what went wrong.</returns>
    public static Task<(int ExitCode, string Output, string Errors)> RenderAsync(string values, params string[] arguments) =>
        HelmAsync(["template", "headgate", Folder, "--namespace", "headgate", "--kube-version", KubernetesVersion, "--values", "-", .. arguments], values);

    /// <summary>What is rendered with values that can be used.</summary>
    public static async Task<string> RenderedAsync(string values, params string[] arguments)
    {
        var (exitCode, output, errors) = await RenderAsync(values, arguments);
        Assert.True(exitCode == 0, errors);
        return output;
    }

    /// <summary>Runs helm.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> HelmAsync(IEnumerable<string> arguments, string input = "")
    {
        var cancellation = TestContext.Current.CancellationToken;
        await Places.WaitAsync(cancellation);
        try
        {
            return await KubernetesTools.RunAsync(KubernetesTools.Helm, arguments, input, cancellationToken: cancellation);
        }
        finally
        {
            Places.Release();
        }
    }

    /// <summary>The documents of a text.</summary>
    public static IReadOnlyList<JsonObject> Objects(string yaml) =>
        [.. yaml.Split("\n---\n").Select(Parse).OfType<JsonObject>()];

    /// <summary>One document.</summary>
    public static JsonNode? Parse(string yaml) => JsonNode.Parse(Convert(Yaml.Deserialize<object?>(yaml))?.ToJsonString() ?? "null");

    private static JsonNode? Convert(object? value) => value switch
    {
        null => null,
        Dictionary<object, object> map => new JsonObject(map.Select(entry => KeyValuePair.Create(System.Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!, Convert(entry.Value)))),
        List<object> list => new JsonArray([.. list.Select(Convert)]),
        bool flag => JsonValue.Create(flag),
        string text => JsonValue.Create(text),
        float or double or decimal => JsonValue.Create(System.Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        ulong large => JsonValue.Create(large),
        _ => JsonValue.Create(System.Convert.ToInt64(value, CultureInfo.InvariantCulture)),
    };
}
