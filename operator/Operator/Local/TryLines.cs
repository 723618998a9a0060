using System.Globalization;
using Headgate.Compiler;
using Headgate.Configuration;
using Headgate.Resources;

namespace Headgate.Operator.Local;

/// <summary>Lines to paste into a shell, one for each thing that can happen to a call.</summary>
internal static class TryLines
{
    /// <summary>Writes the lines for a Product, with its most limited live Application.</summary>
    public static void Write(Product product, CompiledProduct compiled, ResourceSnapshot snapshot, int port, TextWriter output)
    {
        var path = SamplePath(compiled.Proxy);
        var candidates = from application in compiled.Applications.Select(item => item.Entry)
                         let credentials = SampleCredentials.Of(product, application.Name, snapshot)
                         let tightest = Tightest(compiled, application)
                         where application.Live && credentials is not null
                         orderby tightest?.Value ?? long.MaxValue
                         select (credentials, tightest);
        var (sample, limit) = candidates.FirstOrDefault();
        if (path is not { } call || sample is null) return;

        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        var curl = $"curl -i -H 'Host: {compiled.Proxy.Hosts[0]}' {(call.Method == "GET" ? "" : $"-X {call.Method} ")}";
        output.WriteLine("    try");
        Line("401 no key", curl, call.Path, "");
        Line("403 wrong key", curl + sample.WrongCurl, call.Path, sample.WrongQuery);
        Line("200", curl + sample.Curl, call.Path, sample.Query);
        if (compiled.Proxy.Rules.All(rule => rule.Pattern != "/")) Line("404 unmapped path", curl + sample.Curl, "/not-mapped", sample.Query);
        if (limit is { Value: > 0 and <= 1000 })
        {
            var times = string.Create(CultureInfo.InvariantCulture, $"for i in $(seq {limit.Value + 1}); do ");
            Line("429 over the limit", times + curl.Replace("curl -i", "curl -s -o /dev/null -w '%{http_code}\\n'", StringComparison.Ordinal) + sample.Curl, call.Path, sample.Query, "; done");
        }

        void Line(string what, string command, string target, string query, string end = "")
        {
            var separator = target.Contains('?', StringComparison.Ordinal) ? "&" : "?";
            output.WriteLine($"      # {what}");
            output.WriteLine($"      {command}'{url}{target}{(query.Length == 0 ? "" : separator + query)}'{end}");
        }
    }

    // A call that the first rule with a literal pattern takes.
    private static (string Method, string Path)? SamplePath(ProductProxy proxy)
    {
        var rule = proxy.Rules.FirstOrDefault(rule => !rule.Denied && !rule.Pattern.Contains('{', StringComparison.Ordinal));
        return rule is null ? null : (rule.Method == Contract.AnyMethod ? "GET" : rule.Method, rule.Pattern.Replace("$", "", StringComparison.Ordinal));
    }

    private static Limit? Tightest(CompiledProduct compiled, Configuration.Application application) =>
        compiled.Live.Plans.FirstOrDefault(plan => plan.Name == application.Plan)?.Limits
            .Where(limit => limit.Mode == Configuration.LimitMode.Enforce)
            .MinBy(limit => limit.Value);
}
