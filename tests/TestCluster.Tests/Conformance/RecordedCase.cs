using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Tests.Conformance;

/// <summary>One exchange with a real API server.</summary>
internal sealed record RecordedCase(JsonObject Json)
{
    public string Id => (string)Json["id"]!;

    public string Name => (string)Json["name"]!;

    public string Method => (string)Json["request"]!["method"]!;

    public string Path => (string)Json["request"]!["path"]!;

    public string As => (string)Json["request"]!["as"]!;

    public string? Accept => (string?)Json["request"]!["accept"];

    public string? ContentType => (string?)Json["request"]!["contentType"];

    public JsonNode? RequestBody => Json["request"]!["body"];

    public int Status => (int)Json["response"]!["status"]!;

    public JsonObject Headers => Json["response"]!["headers"]?.AsObject() ?? [];

    public JsonNode? Body => Json["response"]!["body"];

    public JsonArray? Lines => Json["response"]!["lines"]?.AsArray();

    public override string ToString() => $"{Id} {Name}";
}
