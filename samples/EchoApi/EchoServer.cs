using System.Text.Json.Nodes;

namespace Headgate.EchoApi;

/// <summary>The smallest upstream: answers every request with what it received.</summary>
public static class EchoServer
{
    /// <summary>Builds the server; <c>--urls http://127.0.0.1:9000</c> says where it listens.</summary>
    public static WebApplication Build(params string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(AnswerAsync);
        return app;
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        using var reader = new StreamReader(request.Body);
        var headers = new JsonObject();
        foreach (var (name, values) in request.Headers) headers[name] = values.ToString();
        var answer = new JsonObject
        {
            ["method"] = request.Method,
            ["path"] = request.Path.Value,
            ["query"] = request.QueryString.Value,
            ["headers"] = headers,
            ["body"] = await reader.ReadToEndAsync(context.RequestAborted),
        };
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString() + "\n", context.RequestAborted);
    }
}
