using System.Text.Json.Nodes;
using Headgate.TestCluster.Access;
using Headgate.TestCluster.Apply;
using Headgate.TestCluster.Kinds;
using Headgate.TestCluster.Storage;

namespace Headgate.TestCluster.Http;

/// <summary>Answers create, update and patch.</summary>
internal sealed class Writes(ObjectStore store, Lifecycle lifecycle, RoleBasedAccess access, TimeProvider time)
{
    private readonly Commit _commit = new(store, lifecycle);

    public Answer Create(ApiRequest request, byte[] body, string contentType)
    {
        var (type, warnings) = (request.Type, new List<string>());
        if (type.Definition?["metadata"]?["deletionTimestamp"] is not null) throw StatusException.EndingDefinition(type, "create");
        WriteOptions.Check(request);
        var item = ObjectReader.Read(request, body, contentType, warnings);
        BuiltInRules.CheckDecoding(type, item);
        EventForms.Keep(type, item);
        if (type.IsReview) return new Answer(201, Review(request, item), warnings);
        if (request.Name.Length > 0) item["metadata"]!["name"] = request.Name;
        if ((string?)item["metadata"]!["resourceVersion"] is { Length: > 0 })
            throw StatusException.Internal("resourceVersion should not be set on objects to be created");
        return new Answer(201, CreateObject(request, item, Writer(request), recorded: false), warnings);
    }

    public Answer Update(ApiRequest request, byte[] body, string contentType)
    {
        var (type, warnings) = (request.Type, new List<string>());
        WriteOptions.Check(request);
        var item = ObjectReader.Read(request, body, contentType, warnings);
        BuiltInRules.CheckDecoding(type, item);
        EventForms.Keep(type, item);
        var metadata = item["metadata"]!.AsObject();
        if ((string?)metadata["name"] is { } name && name != request.Name)
            throw StatusException.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Name})");
        CheckGone(request, (string?)metadata["uid"]);
        var before = Existing(request);
        var version = (string?)metadata["resourceVersion"] ?? "";
        if (version.Length == 0 && (type.IsCustom || type.Kind == "CustomResourceDefinition"))
            throw StatusException.Invalid(
                type.Group,
                type.Plural,
                request.Name,
                [Cause.Invalid("metadata.resourceVersion", "0x0", "must be specified for an update")]);
        if (version.Length > 0 && version != (string?)before["metadata"]!["resourceVersion"])
            throw StatusException.Conflict(type, request.Name);
        if ((string?)metadata["uid"] is { Length: > 0 } uid && uid != (string?)before["metadata"]!["uid"])
            throw StatusException.PreconditionFailed(
                type, request.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {before["metadata"]!["uid"]}");
        return new Answer(200, _commit.Change(request, before, item, Writer(request)), warnings);
    }

    // A server of 1.26 looks at preconditions before it looks whether there is an object.
    private void CheckGone(ApiRequest request, string? uid)
    {
        if (string.IsNullOrEmpty(uid) || store.Find(request.Type.StorageKey, request.Namespace, request.Name) is not null) return;
        throw StatusException.PreconditionFailed(
            request.Type, request.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: ");
    }

    public Answer Patch(ApiRequest request, byte[] body, string contentType)
    {
        var (type, warnings) = (request.Type, new List<string>());
        var media = contentType.Split(';')[0].Trim();
        if (media == "application/apply-patch+yaml") return Apply(request, body, contentType, warnings);
        var accepted = Patches.AcceptedBy(type);
        if (!accepted.Contains(media)) throw StatusException.UnsupportedMediaType(accepted);
        WriteOptions.Check(request);
        var before = Existing(request);
        var shown = Reads.Shown(type, before);
        var item = Patches.Apply(type, media, shown, body);
        if ((string?)item["metadata"]?["resourceVersion"] != (string?)before["metadata"]!["resourceVersion"] && item["metadata"]?["resourceVersion"] is not null)
            throw StatusException.Conflict(type, request.Name);
        ObjectReader.CheckPlace(request, item);
        ObjectReader.Complete(request, item, [], warnings);
        BuiltInRules.CheckDecoding(type, item);
        EventForms.Keep(type, item);
        return new Answer(200, _commit.Change(request, before, item, Writer(request)), warnings);
    }

    private Answer Apply(ApiRequest request, byte[] body, string contentType, List<string> warnings)
    {
        var type = request.Type;
        WriteOptions.Check(request, isApply: true);
        var applied = ObjectReader.Decode(type, body, contentType, []);
        AppliedObject.Check(request, applied);
        var before = store.Find(type.StorageKey, request.Namespace, request.Name);
        if (before is null) return CreateByApply(request, applied, warnings);
        if ((string?)applied["metadata"]!["resourceVersion"] is { } version && version != (string?)before["metadata"]!["resourceVersion"])
            throw StatusException.Conflict(type, request.Name);
        var writer = ManagedEntry.New(request.FieldManager, "Apply", type.ApiVersion, request.Subresource, time.GetUtcNow());
        var force = request.Query["force"] == "true";
        var item = ServerSideApply.Apply(before, AppliedObject.Fields(request, applied), writer, force, type.Schema);
        if ((string?)applied["metadata"]!["uid"] is { } uid) item["metadata"]!["uid"] = uid;
        ObjectReader.Complete(request, item, [], warnings);
        BuiltInRules.CheckDecoding(type, item);
        return new Answer(200, _commit.Change(request, before, item, writer: null), warnings);
    }

    private Answer CreateByApply(ApiRequest request, JsonObject applied, List<string> warnings)
    {
        var type = request.Type;
        if (request.Subresource is not null) throw StatusException.NotFound(type, request.Name);
        var wanted = request.Access with { Verb = "create", Name = "" };
        if (access.Allow(request.User, wanted) is null)
            throw StatusException.Forbidden(type, request.Name, Denial.Of(request.User, wanted));
        if ((string?)applied["metadata"]!["uid"] is { } uid)
            throw StatusException.PreconditionFailed(
                type, request.Name, $"uid mismatch: the provided object specified uid {uid}, and no existing object was found");
        var writer = ManagedEntry.New(request.FieldManager, "Apply", type.ApiVersion, null, time.GetUtcNow());
        var item = ServerSideApply.Apply(
            new JsonObject { ["metadata"] = new JsonObject() }, AppliedObject.Fields(request, applied), writer, force: true, type.Schema);
        item["apiVersion"] = type.ApiVersion;
        item["kind"] = type.Kind;
        item["metadata"]!["name"] = request.Name;
        if (type.Namespaced) item["metadata"]!["namespace"] = request.Namespace;
        ObjectReader.Complete(request, item, [], warnings);
        BuiltInRules.CheckDecoding(type, item);
        return new Answer(201, CreateObject(request, item, writer, recorded: true), warnings);
    }

    private JsonObject CreateObject(ApiRequest request, JsonObject item, ManagedEntry writer, bool recorded)
    {
        var type = request.Type;
        var metadata = item["metadata"]!.AsObject();
        if ((string?)metadata["name"] is null or "" && (string?)metadata["generateName"] is { Length: > 0 } prefix)
            metadata["name"] = ObjectNames.Generate(prefix);
        var name = (string?)metadata["name"] ?? "";
        foreach (var field in new[] { "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "generation" }) metadata.Remove(field);
        if (!recorded) metadata.Remove("managedFields");
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Preparation.Time(time.GetUtcNow());
        if (type.HasGeneration) metadata["generation"] = 1;
        if (type.HasStatus) item.Remove("status");
        Preparation.Complete(type, item);
        lifecycle.CheckNamespace(type, request.Namespace, name);
        Commit.Validate(type, null, item, []);
        JsonText.WriteNumbersAsGo(item);
        if (store.Find(type.StorageKey, request.Namespace, name) is not null) throw StatusException.AlreadyExists(type, name);
        if (!recorded) ManagedFields.RecordUpdate(Preparation.Skeleton(type, item), item, writer, type.Schema);
        if (request.IsDryRun) return Reads.Shown(type, item);
        store.Put(type.StorageKey, request.Namespace, name, item);
        lifecycle.Stored(type, item);
        return Reads.Shown(type, item);
    }

    private JsonObject Existing(ApiRequest request) =>
        store.Find(request.Type.StorageKey, request.Namespace, request.Name) ?? throw StatusException.NotFound(request.Type, request.Name);

    private ManagedEntry Writer(ApiRequest request) =>
        ManagedEntry.New(request.FieldManager, "Update", request.Type.ApiVersion, request.Subresource, time.GetUtcNow());

    private JsonObject Review(ApiRequest request, JsonObject item)
    {
        var attributes = item["spec"]?["resourceAttributes"];
        var resource = (string?)attributes?["resource"] ?? "";
        if ((string?)attributes?["subresource"] is { Length: > 0 } subresource) resource += $"/{subresource}";
        var wanted = attributes is null
            ? new AccessRequest((string?)item["spec"]?["nonResourceAttributes"]?["verb"] ?? "", "", "", "", "", (string?)item["spec"]?["nonResourceAttributes"]?["path"] ?? "")
            : new AccessRequest(
                (string?)attributes["verb"] ?? "", (string?)attributes["group"] ?? "", resource, (string?)attributes["namespace"] ?? "", (string?)attributes["name"] ?? "");
        var reason = access.Allow(request.User, wanted);
        item["status"] = new JsonObject { ["allowed"] = reason is not null };
        if (reason is { Length: > 0 }) item["status"]!["reason"] = reason;
        item["metadata"]!["creationTimestamp"] = null;
        ManagedFields.RecordUpdate(Preparation.Skeleton(request.Type, item), item, Writer(request), request.Type.Schema);
        return item;
    }
}
