using System.Text.RegularExpressions;

namespace Headgate.TestCluster.Tests.Conformance;

/// <summary>
/// What was given by the recorded server, and what this one gives in its place: uids, resource versions, generated names, tokens. A recorded value
/// stands for one value here and the other way round, so that it shows whether a version moved.
/// </summary>
internal sealed partial class Translation
{
    private readonly Dictionary<string, string> _ours = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _theirs = new(StringComparer.Ordinal);

    /// <summary>The newest resource version seen here.</summary>
    public long Newest { get; private set; }

    /// <summary>Notes that one stands for the other.</summary>
    /// <returns>False when either stands for something else already.</returns>
    public bool Pair(string kind, string theirs, string ours)
    {
        if (kind == "resourceVersion" && long.TryParse(ours, out var version)) Newest = Math.Max(Newest, version);
        return _ours.TryAdd($"{kind} {theirs}", ours) | (_ours[$"{kind} {theirs}"] == ours)
            && _theirs.TryAdd($"{kind} {ours}", theirs) | (_theirs[$"{kind} {ours}"] == theirs);
    }

    /// <summary>A recorded path or body as it is sent here.</summary>
    public string ToOurs(string text)
    {
        text = Uid().Replace(text, match => _ours.GetValueOrDefault($"uid {match.Value}", match.Value));
        text = Token().Replace(text, match => _ours.GetValueOrDefault($"continue {match.Value}", match.Value));
        return Version().Replace(text, match => match.Groups[1].Value + OurVersion(match.Groups[2].Value));
    }

    // What nobody was told of was given while cases were prepared: the newest version is as good.
    private string OurVersion(string theirs) =>
        _ours.TryGetValue($"resourceVersion {theirs}", out var ours) ? ours : long.Parse(theirs) is > 100 and < 10_000_000 ? $"{Newest}" : theirs;

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uid();

    [GeneratedRegex("""("resourceVersion":\s*"|[?&]resourceVersion=)(\d+)""")]
    private static partial Regex Version();

    [GeneratedRegex("eyJ[A-Za-z0-9_-]+")]
    private static partial Regex Token();
}
