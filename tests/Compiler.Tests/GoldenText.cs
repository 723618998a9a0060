using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Headgate.Configuration;
using Headgate.Resources;

namespace Headgate.Compiler.Tests;

/// <summary>A compilation as text that people review: the configuration as it is published, then one line per condition.</summary>
internal static class GoldenText
{
    private static readonly ConfigurationJson Readable = new(new JsonSerializerOptions(ConfigurationJson.Default.Options)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Of(Compilation compilation)
    {
        var text = new StringBuilder();
        foreach (var product in compilation.Products)
        {
            text.Append("# proxy\n").Append(Json(product.Proxy, Readable.ProductProxy)).Append("\n# live\n").Append(Json(product.Live, Readable.ProductLive)).Append('\n');
            foreach (var application in product.Applications)
            {
                text.Append($"# application {application.Entry.Name} on {application.Entry.Plan}, {(application.Entry.Live ? "live" : "not live")}");
                if (application.Entry.AppId is { } id) text.Append($", id {id}");
                text.Append('\n');
                foreach (var key in application.Entry.Keys) text.Append($"#   {key.Pepper} {key.Digest}{(key.ExpiresAt is { } time ? $" until {time:yyyy-MM-dd'T'HH:mm:ss'Z'}" : "")}\n");
            }
            if (product.Upstream is not null) text.Append("# upstream secret published\n");
        }
        text.Append("# statuses\n");
        foreach (var (resource, status) in compilation.Statuses) AppendStatus(text, resource, status);
        return text.ToString();
    }

    private static void AppendStatus(StringBuilder text, Resource resource, ResourceStatus status)
    {
        text.Append(resource.Kind).Append(' ').Append(resource.FullName).Append('\n');
        foreach (var condition in status.Conditions)
        {
            text.Append($"  {condition.Type}={condition.Status} {condition.Reason}");
            var isGood = condition.Reason is Reasons.Accepted or Reasons.ResolvedRefs;
            if (!isGood) text.Append(": ").Append(condition.Message.Replace("\n", "\n    ", StringComparison.Ordinal));
            text.Append('\n');
        }
    }

    private static string Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);
}
