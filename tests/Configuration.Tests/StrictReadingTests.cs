using System.Text;
using System.Text.Json.Nodes;

namespace Headgate.Configuration.Tests;

/// <summary>What is not exactly the contract is refused with a message: a guess could let through what should not be.</summary>
public sealed class StrictReadingTests
{
    public static TheoryData<string> Entries() => ContractEntry.Names();

    [Theory, MemberData(nameof(Entries))]
    public void An_unknown_member_is_refused_wherever_it_stands(string name)
    {
        var count = 0;
        foreach (var changed in Variants(name, node => node is JsonObject found ? () => found["unknown"] = 1 : null))
        {
            Assert.Contains("unknown", Refused(name, changed), StringComparison.Ordinal);
            count++;
        }
        Assert.True(count >= 1);
    }

    [Theory, MemberData(nameof(Entries))]
    public void Null_is_refused_wherever_it_stands(string name) =>
        Assert.All(Variants(name, node => Replace(node, null)), changed => Refused(name, changed));

    [Theory, MemberData(nameof(Entries))]
    public void A_missing_member_is_refused_unless_it_may_be_left_out(string name)
    {
        string[] optional =
        [
            "appIdAndKey", "appId", "expiresAt", "parent", "last", "denied", "status", "contentType", "body", "hostHeader", "secretToken",
        ];
        foreach (var (member, changed) in WithoutMembers(name).Where(entry => name == "upstream" || !optional.Contains(entry.Member)))
            Assert.Contains(member, Refused(name, changed), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Entries))]
    public void A_member_in_another_case_is_refused(string name) =>
        Refused(name, Text(name).Replace("\"format\"", "\"Format\"", StringComparison.Ordinal));

    [Theory, MemberData(nameof(Entries))]
    public void A_member_given_twice_is_refused(string name)
    {
        Refused(name, Text(name).Replace("{\"format\":1,", "{\"format\":1,\"format\":1,", StringComparison.Ordinal));
        Refused(name, Text(name).Replace("{\"format\":1,", "{\"format\":1,\"form\\u0061t\":1,", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("proxy", "\"Http2\"")]
    [InlineData("proxy", "\"Keep\"")]
    [InlineData("proxy", "\"Header\"")]
    [InlineData("proxy", "\"LimitsExceeded\"")]
    [InlineData("live", "\"Minute\"")]
    [InlineData("live", "\"Enforce\"")]
    [InlineData("live", "\"LocalShare\"")]
    public void A_word_that_is_not_in_the_list_is_refused(string name, string word)
    {
        Assert.Contains(word, Text(name), StringComparison.Ordinal);
        var bare = word.Trim('"');
        string[] wrong = ["\"Other\"", "\"\"", "\" \"", word.ToLowerInvariant(), word.ToUpperInvariant(), $"\"{bare} \"", $"\"{bare}, {bare}\"", "0", "1", "99", "-1", "\"0\"", "\"1\"", "true", "[]", "{}"];
        Assert.All(wrong, text => Refused(name, Text(name).Replace(word, text, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("live", "\"value\":10", "\"value\":10.5")]
    [InlineData("live", "\"value\":10", "\"value\":1e400")]
    [InlineData("live", "\"value\":10", "\"value\":9223372036854775808")]
    [InlineData("live", "\"value\":10", "\"value\":\"10\"")]
    [InlineData("live", "\"value\":10", "\"value\":NaN")]
    [InlineData("live", "\"value\":10", "\"value\":010")]
    [InlineData("applications", "2030-02-28", "2030-02-29")]
    [InlineData("applications", "\"live\":true", "\"live\":1")]
    [InlineData("applications", "\"tenant/mobile\"", "\"\\ud800\"")]
    [InlineData("shard", "\"count\":4", "\"count\":4.0")]
    public void A_value_of_another_shape_is_refused(string name, string written, string instead)
    {
        Assert.Contains(written, Text(name), StringComparison.Ordinal);
        Refused(name, Text(name).Replace(written, instead, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Entries))]
    public void Text_that_is_not_plain_JSON_is_refused(string name)
    {
        string[] wrong =
        [
            "", " ", "null", "[]", "1", "\"x\"", "{}", "{", "\uFEFF" + Text(name), Text(name) + Text(name), Text(name) + ",", "/**/" + Text(name),
            Text(name)[..^1] + ",}", Text(name).Replace('"', '\''), Text(name) + "\0",
            new string('[', 10_000), string.Concat(Enumerable.Repeat("{\"format\":", 10_000)), Text(name)[..^1] + ",\"deep\":" + new string('[', 10_000) + new string(']', 10_000) + "}",
        ];
        Assert.All(wrong, text => Refused(name, text));
        RefusedBytes(name, [.. ContractEntry.Named(name).Json[..^2], 0xC0, 0x80, .. ContractEntry.Named(name).Json[^2..]]);
        RefusedBytes(name, Encoding.Unicode.GetBytes(Text(name)));
    }

    [Theory, MemberData(nameof(Entries))]
    public void Every_prefix_is_refused(string name)
    {
        var json = ContractEntry.Named(name).Json;
        for (var length = 0; length < json.Length; length++) RefusedBytes(name, json[..length]);
    }

    private static string Text(string name) => Encoding.UTF8.GetString(ContractEntry.Named(name).Json);

    private static string Refused(string name, string json) => RefusedBytes(name, Encoding.UTF8.GetBytes(json));

    private static string RefusedBytes(string name, byte[] json)
    {
        var message = Assert.Throws<InvalidDataException>(() => ContractEntry.Named(name).ReadBack(json)).Message;
        Assert.NotEmpty(message);
        return message;
    }

    // One text for each node that can be changed, with that node alone changed.
    private static IEnumerable<string> Variants(string name, Func<JsonNode, Action?> changeOf)
    {
        var count = Descendants(JsonNode.Parse(Text(name))!).Count();
        for (var index = 0; index < count; index++)
        {
            var root = JsonNode.Parse(Text(name))!;
            if (changeOf(Descendants(root).ElementAt(index)) is not { } change) continue;
            change();
            yield return root.ToJsonString();
        }
    }

    private static IEnumerable<(string Member, string Json)> WithoutMembers(string name)
    {
        var count = Descendants(JsonNode.Parse(Text(name))!).Count();
        for (var index = 0; index < count; index++)
        {
            var root = JsonNode.Parse(Text(name))!;
            var node = Descendants(root).ElementAt(index);
            if (node.Parent is not JsonObject parent) continue;
            var member = node.GetPropertyName();
            parent.Remove(member);
            yield return (member, root.ToJsonString());
        }
    }

    private static Action? Replace(JsonNode node, JsonNode? value) => node.Parent switch
    {
        JsonObject parent => () => parent[node.GetPropertyName()] = value,
        JsonArray parent => () => parent[node.GetElementIndex()] = value,
        _ => null,
    };

    private static IEnumerable<JsonNode> Descendants(JsonNode node)
    {
        IEnumerable<JsonNode> children = node switch
        {
            JsonObject found => found.Select(member => member.Value!),
            JsonArray found => found.Select(element => element!),
            _ => [],
        };
        return children.SelectMany(Descendants).Prepend(node);
    }
}
