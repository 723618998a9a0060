using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.Compiler.Versions;

namespace Headgate.Operator.Diff;

/// <summary>The command <c>diff</c>: shows what promoting one version in the place of another would change.</summary>
internal sealed class DiffCommand
{
    private const string Prefix = "product/";

    // As those of kubectl diff.
    private const int Same = 0;
    private const int Different = 1;
    private const int Failed = 2;

    private readonly Argument<string> _target = new("PRODUCT") { Description = "NAME or product/NAME." };
    private readonly Argument<string> _from = Side("FROM", "production");
    private readonly Argument<string> _to = Side("TO", "newest");
    private readonly Option<string?> _namespace = new("--namespace", "-n") { Description = "Namespace of the Product; looked for in all when left out." };
    private readonly Option<string?> _file = new("--filename", "-f") { Description = "Read versions from a file or directory, as kubectl get controllerrevisions -o yaml prints them, and manifests beside; not from a cluster." };
    private readonly Option<string> _output = new("--output", "-o") { Description = "text or json.", DefaultValueFactory = _ => "text" };
    private readonly Option<string?> _kubeconfig = new("--kubeconfig") { Description = "How to reach the cluster; KUBECONFIG, or a pod's own account, when left out." };

    private readonly TimeProvider _time;
    private readonly TextWriter _standard;

    private DiffCommand(TimeProvider time, TextWriter standard) => (_time, _standard) = (time, standard);

    /// <summary>Builds it.</summary>
    public static Command Build(TimeProvider time, TextWriter output)
    {
        var diff = new DiffCommand(time, output);
        diff._output.AcceptOnlyFromAmong("text", "json");
        var command = new Command("diff", "Show what is other in one version of a Product than in another. Exit code 0: nothing, 1: something, 2: it cannot be told.")
        {
            diff._target, diff._from, diff._to, diff._namespace, diff._file, diff._output, diff._kubeconfig,
        };
        command.Validators.Add(diff.Validate);
        command.SetAction(diff.RunAsync);
        return command;
    }

    private static Argument<string> Side(string name, string byDefault) => new(name)
    {
        Description = $"A number, the first 8 or more digits of a digest, {DiffSide.Words}, or a path to manifests.",
        DefaultValueFactory = _ => byDefault,
    };

    private void Validate(CommandResult result)
    {
        var target = result.GetValue(_target) ?? "";
        if ((target.StartsWith(Prefix, StringComparison.Ordinal) ? target[Prefix.Length..] : target).Contains('/', StringComparison.Ordinal))
            result.AddError($"{target}: write NAME or product/NAME, and its namespace with --namespace.");
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await CompareAsync(arguments, cancellationToken);
        }
        catch (Exception exception) when (exception is DiffFailure or InvalidDataException)
        {
            arguments.InvocationConfiguration.Error.WriteLine(exception.Message);
            return Failed;
        }
    }

    private async Task<int> CompareAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var target = arguments.GetValue(_target)!;
        var name = target.StartsWith(Prefix, StringComparison.Ordinal) ? target[Prefix.Length..] : target;
        var place = arguments.GetValue(_namespace);
        VersionSource? known = null;
        var (from, to) = (arguments.GetValue(_from)!, arguments.GetValue(_to)!);
        if (arguments.GetValue(_file) is { } file) known = FileVersions.Read(file, name, place);
        else if (!DiffSide.IsPath(from) || !DiffSide.IsPath(to)) known = await ClusterVersions.ReadAsync(arguments.GetValue(_kubeconfig), name, place, _time, cancellationToken);
        var (before, after) = (Read(from), Read(to));
        var changes = VersionChanges.Between(before.Content, after.Content);
        if (arguments.GetValue(_output) == "json") WriteJson(name, before, after, changes);
        else WriteText(known?.Product ?? name, before, after, changes);
        return changes.Count == 0 ? Same : Different;

        DiffSide Read(string side) => DiffSide.Of(side, () => known!, path => FileVersions.Read(path, name, place));
    }

    private void WriteText(string product, DiffSide before, DiffSide after, IReadOnlyList<VersionChange> changes)
    {
        _standard.WriteLine($"Product {product}: {before.Label} → {after.Label}");
        _standard.WriteLine(changes.Count == 0 ? "No difference." : VersionChanges.InWords(before.Content, after.Content));
        foreach (var line in changes.SelectMany(change => change.Lines())) _standard.WriteLine($"  {line}");
        _standard.WriteLine($"Digest of {after.Label}: {after.Content.Digest()}");
    }

    private void WriteJson(string product, DiffSide before, DiffSide after, IReadOnlyList<VersionChange> changes)
    {
        var json = new JsonObject
        {
            ["product"] = product,
            ["from"] = new JsonObject { ["name"] = before.Label, ["digest"] = before.Content.Digest() },
            ["to"] = new JsonObject { ["name"] = after.Label, ["digest"] = after.Content.Digest() },
            ["changes"] = new JsonArray([.. changes.Select(change => (JsonNode)new JsonObject
            {
                ["subject"] = change.Subject,
                ["name"] = change.Name,
                ["before"] = change.Before,
                ["after"] = change.After,
            })]),
        };
        _standard.WriteLine(json.ToJsonString(Indented));
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
