using System.Text.Json.Nodes;
using Headgate.TestCluster.Http;
using Headgate.TestCluster.Kinds;

namespace Headgate.TestCluster.Definitions;

/// <summary>Judges CustomResourceDefinitions (apiextensions-apiserver, pkg/apis/apiextensions/validation).</summary>
internal static class DefinitionRules
{
    private static readonly string[] Scopes = ["Cluster", "Namespaced"];
    private static readonly string[] ColumnTypes = ["boolean", "date", "integer", "number", "string"];
    private static readonly string[] ColumnFormats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

    /// <summary>Everything that is wrong.</summary>
    public static IReadOnlyList<Cause> Check(JsonObject item)
    {
        var causes = new List<Cause>();
        var spec = item["spec"] as JsonObject ?? [];
        var (group, names) = ((string?)spec["group"] ?? "", spec["names"] as JsonObject ?? []);
        var plural = (string?)names["plural"] ?? "";
        var name = (string?)item["metadata"]?["name"] ?? "";
        if (name != $"{plural}.{group}")
            causes.Add(Cause.Invalid("metadata.name", GoText.Quote(name), "must be spec.names.plural+\".\"+spec.group"));
        CheckGroup(group, causes);
        var scope = (string?)spec["scope"] ?? "";
        if (scope.Length == 0) causes.Add(Cause.Required("spec.scope"));
        else if (!Scopes.Contains(scope)) causes.Add(Cause.NotSupported("spec.scope", GoText.Quote(scope), Scopes));
        CheckVersions(new DefinitionVersions(spec), causes);
        foreach (var field in new[] { "plural", "singular", "kind", "listKind" })
            if ((string?)names[field] is null or "") causes.Add(Cause.Required($"spec.names.{field}"));
        CheckNames(names, causes);
        CheckShared(new DefinitionVersions(spec), causes);
        CheckConversion(spec, causes);
        CheckStored(new DefinitionVersions(spec), item["status"]?["storedVersions"] as JsonArray ?? [], causes);
        if ((bool?)spec["preserveUnknownFields"] == true)
            causes.Add(
                Cause.Invalid("spec.preserveUnknownFields", "true", "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"));
        return causes;
    }

    /// <summary>What may not change: never where objects are stored, and not what they are once they are served.</summary>
    public static IEnumerable<Cause> CheckChange(JsonObject before, JsonObject after)
    {
        var (old, now) = (before["spec"]!, after["spec"]!);
        if (Definition.IsEstablished(before))
        {
            if (Changed("scope") is { } scope) yield return scope;
            if (Changed("names", "kind") is { } kind) yield return kind;
        }
        if (Changed("group") is { } group) yield return group;
        if (Changed("names", "plural") is { } plural) yield return plural;

        Cause? Changed(params string[] path)
        {
            var (was, is_) = (path.Aggregate(old, (node, part) => node?[part]!), path.Aggregate(now, (node, part) => node?[part]!));
            return (string?)was == (string?)is_
                ? null
                : Cause.Invalid($"spec.{string.Join('.', path)}", GoText.Quote((string?)is_ ?? ""), "field is immutable");
        }
    }

    private static void CheckGroup(string group, List<Cause> causes)
    {
        var problems = ObjectNames.SubdomainProblems(group).ToList();
        if (group.Length == 0) causes.Add(Cause.Required("spec.group"));
        else if (problems.Count > 0) causes.Add(Cause.Invalid("spec.group", GoText.Quote(group), string.Join(',', problems)));
        else if (!group.Contains('.', StringComparison.Ordinal))
            causes.Add(Cause.Invalid("spec.group", GoText.Quote(group), "should be a domain with at least one dot"));
    }

    private static void CheckVersions(DefinitionVersions versions, List<Cause> causes)
    {
        for (var index = 0; index < versions.All.Count; index++)
            if (versions.SchemaOf(index) is null)
                causes.Add(Cause.Required($"spec.versions[{index}].schema.openAPIV3Schema", "schemas are required"));
        for (var index = 0; index < versions.All.Count; index++)
        {
            var (version, path) = (versions.All[index], $"spec.versions[{index}]");
            var name = (string?)version["name"] ?? "";
            var problems = ObjectNames.OldLabelProblems(name).ToList();
            if (problems.Count > 0) causes.Add(Cause.Invalid($"{path}.name", GoText.Quote(name), string.Join(',', problems)));
            if ((string?)version["deprecationWarning"] is { } warning && (bool?)version["deprecated"] != true)
                causes.Add(Cause.Invalid($"{path}.deprecationWarning", GoText.Quote(warning), "can only be set for deprecated versions"));
            if (!versions.SharesSchema && versions.SchemaOf(index) is { } schema)
                causes.AddRange(DefinitionSchemas.Check(schema, $"{path}.schema.openAPIV3Schema", versions.HasStatus(index)));
            if (!versions.SharesColumns) CheckColumns(version, path, causes);
        }
        var names = versions.All.Select(version => (string?)version["name"]).ToList();
        if (names.Distinct().Count() != names.Count)
            causes.Add(Cause.Invalid("spec.versions", versions.Print(), "must contain unique version names"));
        if (versions.Stored.Count != 1)
            causes.Add(Cause.Invalid("spec.versions", versions.Print(), "must have exactly one version marked as storage version"));
        var firstProblems = ObjectNames.OldLabelProblems(names.FirstOrDefault() ?? "").ToList();
        if (names.FirstOrDefault() is { Length: > 0 } first && firstProblems.Count > 0)
            causes.Add(Cause.Invalid("spec.version", GoText.Quote(first), string.Join(',', firstProblems)));
    }

    // What all versions have in common is reported where it stood before versions had their own.
    private static void CheckShared(DefinitionVersions versions, List<Cause> causes)
    {
        if (versions.All.Count == 0) return;
        if (versions.SharesSchema && versions.SchemaOf(0) is { } schema)
            causes.AddRange(
                DefinitionSchemas.Check(schema, "spec.validation.openAPIV3Schema", Enumerable.Range(0, versions.All.Count).Any(versions.HasStatus)));
        if (versions.SharesColumns) CheckColumns(versions.All[0], "spec", causes);
    }

    private static void CheckNames(JsonObject names, List<Cause> causes)
    {
        foreach (var field in new[] { "plural", "singular" })
            if ((string?)names[field] is { Length: > 0 } name) Say($"spec.names.{field}", name, ObjectNames.OldLabelProblems(name), "");
        foreach (var field in new[] { "kind", "listKind" })
            if ((string?)names[field] is { Length: > 0 } name)
                Say($"spec.names.{field}", name, ObjectNames.OldLabelProblems(name.ToLowerInvariant()), "may have mixed case, but should otherwise match: ");
        Each("shortNames");
        if ((string?)names["kind"] is { Length: > 0 } kind && kind == (string?)names["listKind"])
            causes.Add(Cause.Invalid("spec.names.listKind", GoText.Quote(kind), "kind and listKind may not be the same"));
        Each("categories");

        void Each(string field)
        {
            var list = names[field] as JsonArray ?? [];
            for (var index = 0; index < list.Count; index++)
                Say($"spec.names.{field}[{index}]", (string)list[index]!, ObjectNames.OldLabelProblems((string)list[index]!), "");
        }

        void Say(string field, string name, IEnumerable<string> problems, string before)
        {
            var text = string.Join(',', problems);
            if (text.Length > 0) causes.Add(Cause.Invalid(field, GoText.Quote(name), before + text));
        }
    }

    private static void CheckColumns(JsonObject version, string path, List<Cause> causes)
    {
        var columns = version["additionalPrinterColumns"] as JsonArray ?? [];
        for (var index = 0; index < columns.Count; index++)
        {
            var (column, at) = (columns[index]!.AsObject(), $"{path}.additionalPrinterColumns[{index}]");
            var types = $"must be one of {string.Join(',', ColumnTypes)}";
            if ((string?)column["name"] is null or "") causes.Add(Cause.Required($"{at}.name"));
            if ((string?)column["type"] is not { Length: > 0 } type) causes.Add(Cause.Required($"{at}.type", types));
            else if (!ColumnTypes.Contains(type)) causes.Add(Cause.Invalid($"{at}.type", GoText.Quote(type), types));
            if ((string?)column["format"] is { Length: > 0 } format && !ColumnFormats.Contains(format))
                causes.Add(Cause.Invalid($"{at}.format", GoText.Quote(format), $"must be one of {string.Join(',', ColumnFormats)}"));
            if ((string?)column["jsonPath"] is not { Length: > 0 } jsonPath) causes.Add(Cause.Required($"{at}.JSONPath"));
            else if (jsonPath[0] != '.')
                causes.Add(Cause.Invalid($"{at}.JSONPath", GoText.Quote(jsonPath), "must be a simple json path starting with ."));
        }
    }

    private static void CheckConversion(JsonObject spec, List<Cause> causes)
    {
        var strategy = (string?)spec["conversion"]?["strategy"] ?? "";
        if (spec["conversion"] is null || strategy == "None") return;
        if (strategy.Length == 0) causes.Add(Cause.Required("spec.conversion.strategy"));
        else if (strategy != "Webhook")
            causes.Add(Cause.NotSupported("spec.conversion.strategy", GoText.Quote(strategy), ["None", "Webhook"]));
        else if (spec["conversion"]!["webhook"]?["clientConfig"] is null)
            causes.Add(Cause.Required("spec.conversion.webhookClientConfig", "required when strategy is set to Webhook"));
    }

    private static void CheckStored(DefinitionVersions versions, JsonArray stored, List<Cause> causes)
    {
        var names = stored.Select(name => (string?)name ?? "").ToList();
        if (names.Count == 0)
        {
            causes.Add(Cause.Invalid("status.storedVersions", "[]string(nil)", "must have at least one stored version"));
            return;
        }
        foreach (var version in versions.Stored.Where(version => !names.Contains((string?)version["name"] ?? "")))
            causes.Add(Cause.Invalid("status.storedVersions", versions.Print(version), $"must have the storage version {version["name"]}"));
        for (var index = 0; index < names.Count; index++)
            if (versions.All.TrueForAll(version => (string?)version["name"] != names[index]))
                causes.Add(Cause.Invalid($"status.storedVersions[{index}]", GoText.Quote(names[index]), "must appear in spec.versions"));
    }
}
