using System.Text;
using Headgate.Gateway.Hosting;
using Headgate.Gateway.Source;

namespace Headgate.Gateway.Admin;

/// <summary>What operations see of a gateway: <c>/healthz</c>, <c>/readyz</c>, <c>/status</c>, <c>/metrics</c>. Its port is not for callers.</summary>
public sealed class AdminPages(ConfigurationSource configuration, Drain drain, StatusPage status, MetricsPage metrics, IHostApplicationLifetime lifetime)
{
    /// <summary>Answers one request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            return TextAsync(context, 405, "Only GET and HEAD.\n");
        }
        return context.Request.Path.Value switch
        {
            "/healthz" => TextAsync(context, 200, "ok\n"),
            "/readyz" => ReadyAsync(context),
            "/status" => status.WriteAsync(context),
            "/metrics" => metrics.WriteAsync(context),
            _ => TextAsync(context, 404, "Pages: /healthz /readyz /status /metrics\n"),
        };
    }

    private Task ReadyAsync(HttpContext context)
    {
        if (drain.IsDraining) return TextAsync(context, 503, "leaving\n");
        // The configuration is loaded before the API's port is opened: a call that came between would find it closed.
        if (!lifetime.ApplicationStarted.IsCancellationRequested) return TextAsync(context, 503, "not listening yet\n");
        var snapshot = configuration.Current;
        if (snapshot.Ready) return TextAsync(context, 200, "ok\n");
        var why = snapshot.Errors.Count == 0 ? "not loaded yet" : string.Join('\n', snapshot.Errors.Select(error => $"{error.Entry}: {error.Message}"));
        return TextAsync(context, 503, why + "\n");
    }

    private static async Task TextAsync(HttpContext context, int code, string text)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = Encoding.UTF8.GetByteCount(text);
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.WriteAsync(text, context.RequestAborted);
    }
}
