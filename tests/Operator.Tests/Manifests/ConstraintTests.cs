using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using FsCheck.Fluent;
using Headgate.Operator.Manifests;
using Headgate.Resources;

namespace Headgate.Operator.Tests.Manifests;

/// <summary>Finds every constraint of every field by reflection, and breaks one at a time in an object that is otherwise good.</summary>
public class ConstraintTests
{
    private static readonly JsonSerializerOptions Options = ResourcesJson.Default.Options;

    private static readonly IReadOnlyDictionary<string, JsonObject> Good = ResourceKinds.All.ToDictionary(kind => kind.Name, Example);

    // A Namespace's own name and namespace follow other rules than the record's: bad/metadata-namespace-object-name.yaml.
    public static TheoryData<string, string> Fields() => [.. ResourceKinds.All.SelectMany(kind => FieldsOf(kind.Json.Type, "")
        .Where(field => kind.Name != "Namespace" || field.Path is not ("metadata.name" or "metadata.namespace"))
        .Select(field => (kind.Name, field.Path)))];

    [Fact]
    public void The_examples_are_good_and_full()
    {
        Assert.All(Good.Values, json => Assert.Empty(Loaded.Text(json.ToJsonString()).Lines()));
        Assert.InRange(Fields().Count, 100, int.MaxValue);
    }

    [Theory, MemberData(nameof(Fields))]
    public void A_field_takes_what_it_should_and_nothing_else(string kind, string path)
    {
        var (_, member, type) = FieldsOf(ResourceKinds.All.Single(known => known.Name == kind).Json.Type, "").Single(field => field.Path == path);
        var json = Good[kind].DeepClone().AsObject();
        var old = Find(json, path);
        Assert.NotNull(old);

        foreach (var (value, message) in Bad(member, type, old))
        {
            Replace(json, path, value);
            var problems = Loaded.Text(json.ToJsonString()).Problems;
            Assert.Contains(problems, problem => problem.Field == path && problem.Message.Contains(message, StringComparison.Ordinal));
        }
        foreach (var value in Allowed(member, type))
        {
            Replace(json, path, value);
            Assert.Empty(Loaded.Text(json.ToJsonString()).Lines());
        }
    }

    private static IEnumerable<(JsonNode? Value, string Message)> Bad(PropertyInfo member, Type type, JsonNode old)
    {
        if (member.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute)) && old.Parent is not JsonArray) yield return (null, "is required");
        // No field takes a list and an object; a scalar takes neither.
        yield return (old is JsonArray ? new JsonObject() : new JsonArray(), "expected");
        if (type.IsEnum) yield return ("Nonsense", $"is not one of {string.Join(", ", Enum.GetNames(type))}");
        if (type.IsEnum && member.PropertyType == type) yield return (Enum.GetNames(type)[0].ToUpperInvariant(), "did you mean");
        if (member.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            yield return (Convert.ToInt64(range.Minimum, null) - 1, "is out of range");
            yield return (Convert.ToInt64(range.Maximum, null) + 1, "is out of range");
            yield return ("5", "remove the quotes");
        }
        if (member.GetCustomAttribute<RegularExpressionAttribute>() is { } pattern)
            foreach (var text in Strings.ByPattern[pattern.Pattern].Bad) yield return (text, "does not match");
        if (LongestOf(member) is { } longest) yield return (Sized(old, longest + 1), $"at most {longest}");
        if (ShortestOf(member) is > 0 and var shortest) yield return (Sized(old, shortest - 1), $"at least {shortest}");
    }

    private static IEnumerable<JsonNode> Allowed(PropertyInfo member, Type type)
    {
        foreach (var name in type.IsEnum && member.PropertyType == type ? Enum.GetNames(type) : []) yield return name;
        if (member.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            yield return Convert.ToInt64(range.Minimum, null);
            yield return Convert.ToInt64(range.Maximum, null);
        }
        if (member.GetCustomAttribute<RegularExpressionAttribute>() is { } pattern)
            foreach (var text in Strings.ByPattern[pattern.Pattern].Good.Where(text => text.Length >= (ShortestOf(member) ?? 0))) yield return text;
        else if (member.PropertyType == typeof(string) && LongestOf(member) is { } longest) yield return string.Concat(Enumerable.Repeat("😀", longest));
    }

    private static int? LongestOf(PropertyInfo member) => member.GetCustomAttribute<MaxLengthAttribute>()?.Length ?? member.GetCustomAttribute<LengthAttribute>()?.MaximumLength;

    private static int? ShortestOf(PropertyInfo member) => member.GetCustomAttribute<MinLengthAttribute>()?.Length ?? member.GetCustomAttribute<LengthAttribute>()?.MinimumLength;

    private static JsonNode Sized(JsonNode old, int size) => old switch
    {
        JsonArray list => new JsonArray([.. Enumerable.Range(0, size).Select(_ => list[0]!.DeepClone())]),
        JsonObject => new JsonObject(Enumerable.Range(0, size).Select(i => KeyValuePair.Create($"k{i}", (JsonNode?)"x"))),
        _ => new string('a', size),
    };

    private static IEnumerable<(string Path, PropertyInfo Member, Type Type)> FieldsOf(Type type, string path)
    {
        foreach (var property in Options.GetTypeInfo(type).Properties.Where(property => property.Set is not null && property.Name is not ("status" or "apiVersion" or "kind")))
        {
            var member = (PropertyInfo)property.AttributeProvider!;
            var place = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            var info = Options.GetTypeInfo(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
            yield return (place, member, info.Type);
            if (info.Kind == JsonTypeInfoKind.Enumerable) (place, info) = ($"{place}[0]", Options.GetTypeInfo(info.ElementType!));
            foreach (var field in info.Kind == JsonTypeInfoKind.Object ? FieldsOf(info.Type, place) : []) yield return field;
        }
    }

    // Every optional field is there, so that every constraint has a place where it can be broken.
    private static JsonObject Example(ManifestKind kind) => ResourceGenerator.Of(kind, allFields: true).Sample(1, 1).Single();

    private static string[] Steps(string path) => path.Replace("[0]", ".0", StringComparison.Ordinal).Split('.');

    private static JsonNode? Find(JsonNode json, string path) => Steps(path).Aggregate<string, JsonNode?>(json, (node, step) => step == "0" ? node?[0] : node?[step]);

    private static void Replace(JsonObject json, string path, JsonNode? value)
    {
        var steps = Steps(path);
        var parent = steps[..^1].Aggregate<string, JsonNode?>(json, (node, step) => step == "0" ? node?[0] : node?[step])!;
        parent[steps[^1]] = value;
    }
}
