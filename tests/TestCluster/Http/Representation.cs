using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Headgate.TestCluster.Http;

/// <summary>In which form objects are answered: as they are, as a table, or their metadata alone.</summary>
internal sealed class Representation
{
    private readonly string _form;
    private readonly string _includeObject;
    private readonly TimeProvider _time;
    private bool _columnsSent;

    private Representation(string form, string includeObject, TimeProvider time)
    {
        _form = form;
        _includeObject = includeObject;
        _time = time;
    }

    /// <summary>Reads what the caller accepts; the first form that is known counts.</summary>
    /// <exception cref="StatusException">It accepts nothing that is served.</exception>
    public static Representation Of(HttpRequest request, TimeProvider time)
    {
        var accepted = request.Headers.Accept.ToString();
        if (accepted.Length == 0) return new Representation("", "", time);
        foreach (var part in accepted.Split(','))
        {
            var words = part.Split(';').Select(word => word.Trim()).ToList();
            if (words[0] is not ("application/json" or "application/*" or "*/*")) continue;
            var form = words.Find(word => word.StartsWith("as=", StringComparison.Ordinal))?[3..] ?? "";
            if (form is "" or "Table" or "PartialObjectMetadata" or "PartialObjectMetadataList")
                return new Representation(form, request.Query["includeObject"].ToString(), time);
        }
        throw StatusException.NotAcceptable();
    }

    /// <summary>An object or a list in this form.</summary>
    public JsonNode Of(ResourceType type, JsonObject item)
    {
        if ((string?)item["kind"] == "Status") return item;
        var isList = item["items"] is JsonArray;
        switch (_form)
        {
            case "Table":
                var table = Tables.Of(type, item, isList, _includeObject, _time.GetUtcNow());
                // A watch says its columns once.
                if (_columnsSent) table["columnDefinitions"] = null;
                _columnsSent = !isList;
                return table;
            case "PartialObjectMetadata" when !isList:
                return Tables.Partial(item);
            case "PartialObjectMetadataList" when isList:
                return new JsonObject
                {
                    ["kind"] = "PartialObjectMetadataList",
                    ["apiVersion"] = "meta.k8s.io/v1",
                    ["metadata"] = Tables.ListMetadata(item),
                    ["items"] = new JsonArray([.. item["items"]!.AsArray().Select(one => Tables.Partial(one!.AsObject()))]),
                };
            default:
                return item["kind"] is null || isList ? item : Reads.Shown(type, item);
        }
    }
}
