using System.Globalization;
using Headgate.Compiler;
using Headgate.Configuration;
using Headgate.Resources;

namespace Headgate.Operator.Local;

/// <summary>Lines to paste into a shell, one for each thing that can happen to a call.</summary>
internal static class TryLines
{
    /// <summary>Writes the lines for a Product, with the live Application and the call that meet the tightest limit.</summary>
    public static void Write(Product product, CompiledProduct compiled, ResourceSnapshot snapshot, int port, TextWriter output, string heading = "try")
    {
        var samples = from application in compiled.Applications.Select(item => item.Entry)
                      let credentials = SampleCredentials.Of(product, application.Name, snapshot)
                      where application.Live && credentials is not null
                      from rule in compiled.Proxy.Rules.Where(IsSample)
                      let tightest = Tightest(compiled, application, rule)
                      orderby tightest?.Value ?? long.MaxValue
                      select (rule, credentials, tightest);
        var (sampleRule, sample, limit) = samples.FirstOrDefault();
        if (sample is null) return;

        var call = (Method: sampleRule.Method == Contract.AnyMethod ? "GET" : sampleRule.Method, Path: sampleRule.Pattern.Replace("$", "", StringComparison.Ordinal));
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        var curl = $"curl -i -H 'Host: {compiled.Proxy.Hosts[0]}' {(call.Method == "GET" ? "" : $"-X {call.Method} ")}";
        output.WriteLine($"    {heading}");
        Line($"{Status(RefusalKind.AuthenticationMissing, 401)} no key", curl, call.Path, "");
        Line($"{Status(RefusalKind.AuthenticationFailed, 403)} wrong key", curl + sample.WrongCurl, call.Path, sample.WrongQuery);
        Line("200", curl + sample.Curl, call.Path, sample.Query);
        if (compiled.Proxy.Rules.All(rule => rule.Pattern != "/")) Line($"{Status(RefusalKind.NoMatch, 404)} unmapped path", curl + sample.Curl, "/not-mapped", sample.Query);
        if (limit is { Value: > 0 and <= 1000 })
        {
            var times = string.Create(CultureInfo.InvariantCulture, $"for i in $(seq {limit.Value + 1}); do ");
            Line($"{Status(RefusalKind.LimitsExceeded, 429)} over the limit", times + curl.Replace("curl -i", "curl -s -o /dev/null -w '%{http_code}\\n'", StringComparison.Ordinal) + sample.Curl, call.Path, sample.Query, "; done");
        }

        int Status(RefusalKind kind, int byDefault) => compiled.Proxy.Responses.FirstOrDefault(response => response.Kind == kind)?.Status ?? byDefault;

        void Line(string what, string command, string target, string query, string end = "")
        {
            var separator = target.Contains('?', StringComparison.Ordinal) ? "&" : "?";
            output.WriteLine($"      # {what}");
            output.WriteLine($"      {command}'{url}{target}{(query.Length == 0 ? "" : separator + query)}'{end}");
        }
    }

    // A rule whose pattern is a call as it stands.
    private static bool IsSample(Configuration.MappingRule rule) => !rule.Denied && !rule.Pattern.Contains('{', StringComparison.Ordinal);

    private static Limit? Tightest(CompiledProduct compiled, Configuration.Application application, Configuration.MappingRule rule)
    {
        var counted = MetricsOf(rule.Metric, compiled.Proxy.Metrics);
        return compiled.Live.Plans.FirstOrDefault(plan => plan.Name == application.Plan)?.Limits
            .Where(limit => limit.Mode == Configuration.LimitMode.Enforce && counted.Contains(limit.Metric))
            .MinBy(limit => limit.Value);
    }

    private static HashSet<string> MetricsOf(string metric, IReadOnlyList<Metric> metrics)
    {
        var counted = new HashSet<string>(StringComparer.Ordinal);
        for (var name = metric; name is not null && counted.Add(name); name = metrics.FirstOrDefault(candidate => candidate.Name == name)?.Parent) continue;
        return counted;
    }
}
