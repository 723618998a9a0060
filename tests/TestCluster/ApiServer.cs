using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.TestCluster.Access;
using Headgate.TestCluster.Http;
using Headgate.TestCluster.Kinds;
using Headgate.TestCluster.Storage;
using Microsoft.AspNetCore.Http;

namespace Headgate.TestCluster;

/// <summary>Answers requests: who asks, whether they may, what they want.</summary>
internal sealed class ApiServer(ObjectStore store, Catalog catalog, Faults faults, IReadOnlyDictionary<string, UserInfo> tokens, TimeProvider time)
{
    private const string ServiceAccountToken = "serviceaccount:";

    private readonly RoleBasedAccess _access = new(store);
    private readonly Reads _reads = new(store);
    private readonly Watches _watches = new(store, faults, time);
    private readonly Changes _changes = new(store, catalog, time);

    public async Task InvokeAsync(HttpContext context)
    {
        if (faults.Offline)
        {
            context.Abort();
            return;
        }
        faults.Enter();
        try
        {
            await AnswerAsync(context);
        }
        catch (StatusException error)
        {
            await RefuseAsync(context, error);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or IOException) && !context.Response.HasStarted)
        {
            // A defect of this server: the test that meets it should see where.
            await RefuseAsync(context, StatusException.Internal($"TestCluster failed: {exception}"));
        }
        finally
        {
            faults.Leave();
        }
    }

    /// <summary>Forgets what a restart forgets.</summary>
    public void Forget()
    {
        lock (store.Lock) store.Compact();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var user = Authenticate(context.Request);
        ApiRequest? request;
        lock (store.Lock) request = ApiRequest.Parse(context.Request, catalog, user);
        if (request is null)
        {
            await AnswerPathAsync(context, user);
            return;
        }
        var fault = faults.Take(request);
        if (fault is { Until: { } until }) await until.WaitAsync(context.RequestAborted);
        if (fault?.Error is { } error) throw error;
        if (fault is { Until: null, Afterwards: false })
        {
            context.Abort();
            return;
        }
        lock (store.Lock)
            if (_access.Allow(user, request.Access) is null)
                throw StatusException.Forbidden(request.Type, request.Name, Denial.Of(user, request.Access));
        CheckSubresource(request);
        var representation = Representation.Of(context.Request, time);
        if (request.Verb == "watch")
        {
            await _watches.StreamAsync(request, context, representation);
            return;
        }
        var body = await ReadAsync(context);
        Answer answer;
        lock (store.Lock) answer = Dispatch(request, body, context.Request.ContentType ?? "");
        if (fault is { Afterwards: true })
        {
            context.Abort();
            return;
        }
        await WriteAsync(context, answer with { Body = representation.Of(request.Type, answer.Body.AsObject()) });
    }

    private Answer Dispatch(ApiRequest request, byte[] body, string contentType) => request.Verb switch
    {
        "get" => Answer.Ok(_reads.Get(request)),
        "list" => Answer.Ok(_reads.List(request)),
        "create" => _changes.Writes.Create(request, body, contentType),
        "update" => _changes.Writes.Update(request, body, contentType),
        "patch" => _changes.Writes.Patch(request, body, contentType),
        "delete" => _changes.Deletes.Delete(request, body),
        "deletecollection" => _changes.Deletes.DeleteCollection(request, body),
        _ => throw StatusException.MethodNotAllowed(),
    };

    private static void CheckSubresource(ApiRequest request)
    {
        if (request.Subresource is null or "finalize") return;
        if (request.Subresource != "status" || !request.Type.HasStatus) throw StatusException.NotFound(request.Type, request.Name);
        if (request.Verb is not ("get" or "update" or "patch")) throw StatusException.MethodNotAllowed();
    }

    private async Task AnswerPathAsync(HttpContext context, UserInfo user)
    {
        var path = context.Request.Path.Value!;
        var wanted = new AccessRequest(
            context.Request.Method == "GET" ? "get" : context.Request.Method.ToLowerInvariant(), "", "", "", "", path);
        JsonObject? document;
        lock (store.Lock)
        {
            if (_access.Allow(user, wanted) is null) throw StatusException.ForbiddenPath(Denial.Of(user, wanted));
            document = path.TrimEnd('/') == "/openapi/v3"
                ? OpenApi.Index(catalog)
                : OpenApi.Find(catalog, path) ?? Discovery.Find(path, catalog, context.Request.Host.Value!);
        }
        if (path is "/healthz" or "/livez" or "/readyz")
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync("ok");
            return;
        }
        if (document is null) throw StatusException.PageNotFound();
        await WriteAsync(context, Answer.Ok(document));
    }

    private UserInfo Authenticate(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length == 0) return UserInfo.Anonymous;
        var token = header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..] : "";
        var user = tokens.GetValueOrDefault(token);
        if (user is null && token.StartsWith(ServiceAccountToken, StringComparison.Ordinal)) user = UserInfo.Named($"system:{token}");
        if (user is null) throw StatusException.Unauthorized();
        return request.Headers["Impersonate-User"].ToString() is { Length: > 0 } other && user == UserInfo.Admin
            ? other == UserInfo.Anonymous.Name ? UserInfo.Anonymous : UserInfo.Named(other, request.Headers["Impersonate-Group"].OfType<string>())
            : user;
    }

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }

    private static async Task WriteAsync(HttpContext context, Answer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json";
        foreach (var warning in answer.Warnings) context.Response.Headers.Append("Warning", $"299 - {Cause.Quote(warning)}");
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer.Body), context.RequestAborted);
    }

    private static async Task RefuseAsync(HttpContext context, StatusException error)
    {
        if (context.Response.HasStarted) return;
        context.Response.StatusCode = error.Code;
        if (error.RetryAfter is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (error.Body is not { } body)
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync("404 page not found\n");
            return;
        }
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body));
    }
}
