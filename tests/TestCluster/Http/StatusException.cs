using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Http;

/// <summary>One cause of a refusal, as in <c>details.causes</c> of a Status.</summary>
/// <param name="Reason">Such as FieldValueInvalid.</param>
/// <param name="Message">What is wrong, without the field.</param>
/// <param name="Field">Path of the field.</param>
public sealed record Cause(string Reason, string Message, string Field)
{
    /// <summary>A field that must be there.</summary>
    public static Cause Required(string field, string message = "") =>
        new("FieldValueRequired", message.Length == 0 ? "Required value" : $"Required value: {message}", field);

    /// <summary>A value that cannot be.</summary>
    /// <param name="field">Path of the field.</param>
    /// <param name="value">The value as Go prints it.</param>
    /// <param name="message">What it should be.</param>
    public static Cause Invalid(string field, string value, string message) =>
        new("FieldValueInvalid", $"Invalid value: {value}: {message}", field);

    /// <summary>A change that may not be.</summary>
    public static Cause Forbidden(string field, string message) => new("FieldValueForbidden", $"Forbidden: {message}", field);

    /// <summary>A value that is none of the allowed ones.</summary>
    public static Cause NotSupported(string field, string value, IEnumerable<string> allowed) =>
        new("FieldValueNotSupported", $"Unsupported value: {value}: supported values: {string.Join(", ", allowed.Select(Quote))}", field);

    /// <summary>A value of the wrong type or format.</summary>
    public static Cause TypeInvalid(string field, string value, string message) =>
        new("FieldValueTypeInvalid", $"Invalid value: {value}: {message}", field);

    /// <summary>A value that is there already.</summary>
    public static Cause Duplicate(string field, string value) => new("FieldValueDuplicate", $"Duplicate value: {value}", field);

    /// <summary>A value that is too long, which is not repeated.</summary>
    public static Cause TooLong(string field, string message) => new("FieldValueTooLong", $"Too long: {message}", field);

    /// <summary>Too many elements.</summary>
    public static Cause TooMany(string field, long count, long most) =>
        new("FieldValueTooMany", $"Too many: {count}: must have at most {most} items", field);

    /// <summary>Text as Go's %q prints it.</summary>
    public static string Quote(string text) => GoText.Quote(text);
}

/// <summary>A refusal: becomes a Status object (Kubernetes API conventions, "Response Status Kind").</summary>
public sealed class StatusException : Exception
{
    private readonly JsonObject? _details;

    private StatusException(int code, string? reason, string message, JsonObject? details = null)
        : base(message)
    {
        Code = code;
        Reason = reason;
        _details = details;
    }

    /// <summary>HTTP status.</summary>
    public int Code { get; }

    /// <summary>The machine-readable reason; null for internal errors.</summary>
    public string? Reason { get; }

    /// <summary>Seconds that the caller should wait; null for none.</summary>
    public int? RetryAfter { get; private init; }

    /// <summary>Where a list may go on all the same; null for nowhere.</summary>
    public string? Continue { get; private init; }

    /// <summary>The body; null for the plain 404 of an unknown path.</summary>
    public JsonObject? Body
    {
        get
        {
            if (Reason == "PageNotFound") return null;
            var status = new JsonObject
            {
                ["kind"] = "Status",
                ["apiVersion"] = "v1",
                ["metadata"] = Continue is null ? new JsonObject() : new JsonObject { ["continue"] = Continue },
                ["status"] = "Failure",
                ["message"] = Message,
            };
            if (Reason is not null) status["reason"] = Reason;
            if (_details is not null) status["details"] = _details.DeepClone();
            status["code"] = Code;
            return status;
        }
    }

    public static StatusException PageNotFound() => new(404, "PageNotFound", "404 page not found");

    public static StatusException BadRequest(string message) => new(400, "BadRequest", message);

    public static StatusException Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    public static StatusException Internal(string message) => new(500, null, message);

    public static StatusException NotFound(ResourceType type, string name) =>
        new(404, "NotFound", $"{type.GroupResource} {Cause.Quote(name)} not found", Details(name, type.Group, type.Plural));

    public static StatusException AlreadyExists(ResourceType type, string name) =>
        new(409, "AlreadyExists", $"{type.GroupResource} {Cause.Quote(name)} already exists", Details(name, type.Group, type.Plural));

    public static StatusException Conflict(ResourceType type, string name) => new(
        409,
        "Conflict",
        $"Operation cannot be fulfilled on {type.GroupResource} {Cause.Quote(name)}: the object has been modified; please apply your changes to the latest version and try again",
        Details(name, type.Group, type.Plural));

    public static StatusException ConflictBecause(ResourceType type, string name, string problem) => new(
        409, "Conflict", $"Operation cannot be fulfilled on {type.GroupResource} {Cause.Quote(name)}: {problem}", Details(name, type.Group, type.Plural));

    public static StatusException PreconditionFailed(ResourceType type, string name, string problem) => new(
        409, "Conflict", $"Operation cannot be fulfilled on {type.GroupKind} {Cause.Quote(name)}: {problem}", Details(name, type.Group, type.Kind));

    public static StatusException ApplyConflict(IReadOnlyList<(string Manager, string Field)> conflicts)
    {
        var byManager = conflicts.GroupBy(conflict => conflict.Manager).ToList();
        var one = conflicts.Count == 1;
        var text = one
            ? $"conflict with {conflicts[0].Manager}: {conflicts[0].Field}"
            : string.Join(
                '\n',
                byManager.Select(group => $"conflicts with {group.Key}:\n{string.Join('\n', group.Select(conflict => $"- {conflict.Field}"))}"));
        var causes = conflicts.Select(conflict => new Cause("FieldManagerConflict", $"conflict with {conflict.Manager}", conflict.Field));
        return new StatusException(
            409, "Conflict", $"Apply failed with {conflicts.Count} conflict{(one ? "" : "s")}: {text}", Causes(new JsonObject(), causes));
    }

    public static StatusException Invalid(string group, string kind, string name, IReadOnlyList<Cause> causes)
    {
        var texts = causes.Select(cause => $"{cause.Field}: {cause.Message}").Distinct().ToList();
        var what = group.Length == 0 ? kind : $"{kind}.{group}";
        var text = texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        return new StatusException(
            422, "Invalid", $"{what} {Cause.Quote(name)} is invalid: {text}", Causes(Details(name, group, kind), causes));
    }

    public static StatusException Unprocessable() =>
        new(422, "Invalid", "the server rejected our request due to an error in our request", new JsonObject());

    public static StatusException Forbidden(ResourceType type, string name, string problem, Cause? cause = null)
    {
        var what = name.Length == 0 ? type.GroupResource : $"{type.GroupResource} {Cause.Quote(name)}";
        return new StatusException(
            403,
            "Forbidden",
            $"{what} is forbidden: {problem}",
            Causes(Details(name, type.Group, type.Plural), cause is null ? [] : [cause]));
    }

    public static StatusException ForbiddenPath(string problem) => new(403, "Forbidden", $"forbidden: {problem}", new JsonObject());

    public static StatusException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", new JsonObject());

    public static StatusException EndingDefinition(ResourceType type, string verb) =>
        new(405, "MethodNotAllowed", $"{verb} not allowed while custom resource definition is terminating", Details("", type.Group, type.Plural));

    public static StatusException NotAcceptable() => new(
        406, "NotAcceptable", "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf");

    public static StatusException UnsupportedMediaType(params string[] accepted) => new(
        415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", accepted)}");

    public static StatusException TooLargeVersion(long asked, long current)
    {
        var details = Causes(new JsonObject(), [new Cause("ResourceVersionTooLarge", "Too large resource version", "")]);
        details["retryAfterSeconds"] = 1;
        return new StatusException(504, "Timeout", $"Timeout: Too large resource version: {asked}, current: {current}", details) { RetryAfter = 1 };
    }

    public static StatusException Expired(string message, string? next = null) => new(410, "Expired", message) { Continue = next };

    public static StatusException TooManyOperations(int most, int count) => new(
        413, "RequestEntityTooLarge", $"Request entity is too large: The allowed maximum operations in a JSON patch is {most}, got {count}");

    public static StatusException TooManyRequests(int retryAfter) => new(
        429, "TooManyRequests", "the server has received too many requests and has asked us to try again later", new JsonObject { ["retryAfterSeconds"] = retryAfter })
    { RetryAfter = retryAfter };

    private static JsonObject Details(string name, string group, string kind)
    {
        var details = new JsonObject();
        if (name.Length > 0) details["name"] = name;
        if (group.Length > 0) details["group"] = group;
        if (kind.Length > 0) details["kind"] = kind;
        return details;
    }

    private static JsonObject Causes(JsonObject details, IEnumerable<Cause> causes)
    {
        var list = new JsonArray();
        foreach (var cause in causes)
        {
            var item = new JsonObject { ["reason"] = cause.Reason, ["message"] = cause.Message };
            if (cause.Field.Length > 0) item["field"] = cause.Field;
            list.Add(item);
        }
        if (list.Count > 0) details["causes"] = list;
        return details;
    }
}
