using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Http;

/// <summary>What is answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The body.</param>
/// <param name="Warnings">Texts of Warning headers (RFC 9111 §5.5 as Kubernetes uses it, code 299).</param>
public sealed record Answer(int Status, JsonNode Body, IReadOnlyList<string> Warnings)
{
    /// <summary>An answer without warnings.</summary>
    public static Answer Ok(JsonNode body) => new(200, body, []);
}
