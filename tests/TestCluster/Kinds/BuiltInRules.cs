using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Headgate.TestCluster.Definitions;
using Headgate.TestCluster.Http;
using Headgate.TestCluster.Schemas;

namespace Headgate.TestCluster.Kinds;

/// <summary>What a server checks of built-in kinds beside their schema.</summary>
internal static partial class BuiltInRules
{
    private const int MostBytes = 1024 * 1024;

    /// <summary>What keeps an object from being decoded at all.</summary>
    /// <exception cref="StatusException">Something does.</exception>
    public static void CheckDecoding(ResourceType type, JsonObject item)
    {
        if (type.IsCustom || type.Schema is null) return;
        foreach (var (name, schema) in type.Schema.Properties)
            if (name is not ("apiVersion" or "kind" or "metadata")) CheckDecoding(type, schema, item[name], name);
    }

    /// <summary>What is wrong with an object.</summary>
    public static IEnumerable<Cause> Check(ResourceType type, JsonObject item) => type.Kind switch
    {
        "ConfigMap" => CheckConfigMap(item),
        "Secret" => CheckSecret(item),
        "Lease" => CheckLease(item),
        "Event" when type.Group.Length > 0 => CheckEvent(item),
        "Ingress" => CheckIngress(item),
        "Pod" => CheckContainers(item["spec"], "spec"),
        "Deployment" => CheckDeployment(item),
        "CustomResourceDefinition" => DefinitionRules.Check(item),
        _ => [],
    };

    /// <summary>What is wrong with a change.</summary>
    public static IEnumerable<Cause> CheckChange(ResourceType type, JsonObject before, JsonObject after) => type.Kind switch
    {
        "Secret" or "ConfigMap" => CheckImmutable(type, before, after),
        "ControllerRevision" => CheckRevision(before, after),
        "CustomResourceDefinition" => DefinitionRules.CheckChange(before, after),
        "Pod" => CheckPodChange(before, after),
        "RoleBinding" or "ClusterRoleBinding" when !JsonNode.DeepEquals(before["roleRef"], after["roleRef"]) =>
            [Cause.Invalid("roleRef", after["roleRef"]?.ToJsonString() ?? "null", "cannot change roleRef")],
        "Deployment" when !JsonNode.DeepEquals(before["spec"]?["selector"], after["spec"]?["selector"]) =>
            [Cause.Invalid("spec.selector", after["spec"]?["selector"]?.ToJsonString() ?? "null", "field is immutable")],
        _ => [],
    };

    /// <summary>As messages of invalid objects name the kind; Ingress still carries its first group there.</summary>
    public static (string Group, string Kind) NameInErrors(ResourceType type) => type.Kind switch
    {
        "Ingress" => ("extensions", "Ingress"),
        "Event" => ("", "Event"),
        _ => (type.Group, type.Kind),
    };

    private static void CheckDecoding(ResourceType type, Schema schema, JsonNode? value, string path)
    {
        if (value is null) return;
        if (value is JsonObject fields)
        {
            foreach (var (name, inner) in fields)
                if (schema.Field(name) is { } known) CheckDecoding(type, known, inner, $"{path}.{name}");
        }
        if (value is JsonArray list && schema.Items is { } items)
        {
            foreach (var item in list) CheckDecoding(type, items, item, path);
        }
        var kind = value.GetValueKind();
        if (schema.Type == "string" && kind != JsonValueKind.String || schema.Type == "boolean" && kind is not (JsonValueKind.True or JsonValueKind.False)
            || schema.Type == "integer" && kind != JsonValueKind.Number || schema.Type == "object" && kind != JsonValueKind.Object
                || schema.Type == "array" && kind != JsonValueKind.Array)
        {
            var wanted = schema.Type switch { "boolean" => "bool", "integer" => "int64", "object" => "map", "array" => "slice", _ => "string" };
            throw Undecodable(
                type,
                $"json: cannot unmarshal {kind.ToString().ToLowerInvariant()} into Go struct field {type.Kind}.{path} of type {wanted}");
        }
        if (kind != JsonValueKind.String) return;
        var text = (string)value!;
        switch ((string?)schema.Json["format"])
        {
            case "byte" when !IsBase64(text):
                throw Undecodable(
                    type,
                    $"illegal base64 data at input byte {text.TakeWhile(letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '/').Count() / 4 * 4}");
            case "micro-time" when !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _):
                throw Undecodable(
                    type, $"parsing time \"{text}\" as \"2006-01-02T15:04:05.000000Z07:00\": cannot parse \"{text}\" as \"2006\"");
            case "date-time" when !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _):
                throw Undecodable(type, $"parsing time \"{text}\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"{text}\" as \"2006\"");
        }
    }

    private static StatusException Undecodable(ResourceType type, string problem) =>
        StatusException.BadRequest($"{type.Kind} in version \"{type.Version}\" cannot be handled as a {type.Kind}: {problem}");

    private static IEnumerable<Cause> CheckConfigMap(JsonObject item)
    {
        var (data, binary) = (item["data"] as JsonObject ?? [], item["binaryData"] as JsonObject ?? []);
        foreach (var (field, keys) in new[] { ("data", data), ("binaryData", binary) })
            foreach (var (key, _) in keys)
                if (KeyProblem(key) is { } problem) yield return Cause.Invalid($"{field}[{key}]", Cause.Quote(key), problem);
        foreach (var (key, _) in data)
            if (binary.ContainsKey(key))
                yield return Cause.Invalid($"data[{key}]", Cause.Quote(key), "duplicate of key present in binaryData");
        if (data.Sum(entry => Encoding.UTF8.GetByteCount((string)entry.Value!)) + binary.Sum(entry => BytesOf(entry.Value)) > MostBytes)
            yield return new Cause("FieldValueTooLong", $"Too long: must have at most {MostBytes} bytes", "[]");
    }

    private static IEnumerable<Cause> CheckSecret(JsonObject item)
    {
        var data = item["data"] as JsonObject ?? [];
        foreach (var (key, _) in data)
            if (KeyProblem(key) is { } problem) yield return Cause.Invalid($"data[{key}]", Cause.Quote(key), problem);
        if (data.Sum(entry => BytesOf(entry.Value)) > MostBytes)
            yield return new Cause("FieldValueTooLong", $"Too long: must have at most {MostBytes} bytes", "data");
    }

    private static IEnumerable<Cause> CheckLease(JsonObject item)
    {
        var spec = item["spec"];
        if ((long?)spec?["leaseDurationSeconds"] is <= 0 and var seconds)
            yield return Cause.Invalid("spec.leaseDurationSeconds", $"{seconds}", "must be greater than 0");
        if ((long?)spec?["leaseTransitions"] is < 0 and var transitions)
            yield return Cause.Invalid("spec.leaseTransitions", $"{transitions}", "must be greater than or equal to 0");
        if ((string?)spec?["holderIdentity"] == "") yield return Cause.Invalid("spec.holderIdentity", "\"\"", "must not be empty");
    }

    private static IEnumerable<Cause> CheckEvent(JsonObject item)
    {
        if (item["eventTime"] is null) yield return Cause.Required("eventTime");
        if ((string?)item["type"] is not ("Normal" or "Warning"))
            yield return Cause.Invalid("type", Cause.Quote((string?)item["type"] ?? ""), $"has invalid value: {item["type"]}");
        if (item["eventTime"] is null) yield break;
        foreach (var name in new[] { "reportingController", "reportingInstance", "action", "reason" })
            if ((string?)item[name] is null or "") yield return Cause.Required(name);
        if (Encoding.UTF8.GetByteCount((string?)item["note"] ?? "") > 1024)
            yield return Cause.Invalid("note", Cause.Quote((string)item["note"]!), "can have at most 1024 characters");
        if ((string?)item["regarding"]?["namespace"] is { Length: > 0 } other && other != (string?)item["metadata"]!["namespace"])
            yield return Cause.Invalid("involvedObject.namespace", Cause.Quote(other), "does not match event.namespace");
    }

    private static IEnumerable<Cause> CheckIngress(JsonObject item)
    {
        var rules = item["spec"]?["rules"] as JsonArray ?? [];
        for (var index = 0; index < rules.Count; index++)
        {
            var host = (string?)rules[index]!["host"] ?? "";
            if (host.Length > 0 && !ObjectNames.IsSubdomain(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host))
                yield return Cause.Invalid($"spec.rules[{index}].host", Cause.Quote(host), ObjectNames.SubdomainProblem);
            var paths = rules[index]!["http"]?["paths"] as JsonArray ?? [];
            for (var at = 0; at < paths.Count; at++)
                if (paths[at]!["pathType"] is null)
                    yield return Cause.Required($"spec.rules[{index}].http.paths[{at}].pathType", "pathType must be specified");
        }
    }

    private static IEnumerable<Cause> CheckDeployment(JsonObject item)
    {
        var (selector, labels) = (
            item["spec"]?["selector"]?["matchLabels"] as JsonObject, item["spec"]?["template"]?["metadata"]?["labels"] as JsonObject ?? []);
        if (selector is null or { Count: 0 }) yield return Cause.Required("spec.selector");
        else if (selector.Any(label => (string?)labels[label.Key] != (string?)label.Value))
            yield return Cause.Invalid(
                "spec.template.metadata.labels", labels.ToJsonString(), "`selector` does not match template `labels`");
        foreach (var cause in CheckContainers(item["spec"]?["template"]?["spec"], "spec.template.spec")) yield return cause;
    }

    private static IEnumerable<Cause> CheckContainers(JsonNode? spec, string path)
    {
        if (spec?["containers"] is not JsonArray { Count: > 0 } containers)
        {
            yield return Cause.Required($"{path}.containers");
            yield break;
        }
        for (var index = 0; index < containers.Count; index++)
        {
            if ((string?)containers[index]!["name"] is null or "") yield return Cause.Required($"{path}.containers[{index}].name");
            if ((string?)containers[index]!["image"] is null or "") yield return Cause.Required($"{path}.containers[{index}].image");
        }
    }

    private static IEnumerable<Cause> CheckImmutable(ResourceType type, JsonObject before, JsonObject after)
    {
        if (type.Kind == "Secret" && (string?)before["type"] != (string?)after["type"])
            yield return Cause.Invalid("type", Cause.Quote((string?)after["type"] ?? ""), "field is immutable");
        if ((bool?)before["immutable"] != true) yield break;
        if ((bool?)after["immutable"] != true) yield return Cause.Forbidden("immutable", "field is immutable when `immutable` is set");
        foreach (var name in new[] { "data", "binaryData" })
            if (!JsonNode.DeepEquals(before[name], after[name]))
                yield return Cause.Forbidden(name, "field is immutable when `immutable` is set");
    }

    // As recorded: whatever changed, the data is what is shown.
    private static IEnumerable<Cause> CheckRevision(JsonObject before, JsonObject after)
    {
        if (JsonNode.DeepEquals(before["data"], after["data"]) && JsonNode.DeepEquals(before["revision"], after["revision"])) yield break;
        if (JsonNode.DeepEquals(before["data"], after["data"]) && (long?)after["revision"] > (long?)before["revision"] && before["revision"] is null)
            yield break;
        var bytes = Encoding.UTF8.GetBytes(after["data"]?.ToJsonString() ?? "null").Select(value => $"0x{value:x}");
        yield return Cause.Invalid(
            "data",
            $"runtime.Unknown{{TypeMeta:runtime.TypeMeta{{APIVersion:\"\", Kind:\"\"}}, Raw:[]uint8{{{string.Join(", ", bytes)}}}, ContentEncoding:\"\", ContentType:\"application/json\"}}",
            "field is immutable");
    }

    private static IEnumerable<Cause> CheckPodChange(JsonObject before, JsonObject after)
    {
        var (old, now) = (before["spec"]!.DeepClone().AsObject(), after["spec"]!.DeepClone().AsObject());
        if ((old["containers"] as JsonArray)?.Count != (now["containers"] as JsonArray)?.Count)
        {
            yield return Cause.Forbidden("spec.containers", "pod updates may not add or remove containers");
            yield break;
        }
        foreach (var spec in new[] { old, now })
        {
            spec.Remove("tolerations");
            spec.Remove("activeDeadlineSeconds");
            spec.Remove("terminationGracePeriodSeconds");
            foreach (var container in spec["containers"]!.AsArray()) container!.AsObject().Remove("image");
        }
        if (!JsonNode.DeepEquals(old, now))
            yield return Cause.Forbidden(
                "spec",
                "pod updates may not change fields other than `spec.containers[*].image`, `spec.initContainers[*].image`, `spec.activeDeadlineSeconds`, `spec.tolerations` (only additions to existing tolerations) or `spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)");
    }

    private static string? KeyProblem(string key) => key.Length is > 0 and <= 253 && Key().IsMatch(key)
        ? null
        : "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

    private static int BytesOf(JsonNode? base64) =>
        Convert.TryFromBase64String((string?)base64 ?? "", new byte[((string?)base64 ?? "").Length], out var bytes) ? bytes : 0;

    private static bool IsBase64(string text) => Convert.TryFromBase64String(text, new byte[text.Length + 4], out _);

    [GeneratedRegex("^[-._a-zA-Z0-9]+$")]
    private static partial Regex Key();
}
