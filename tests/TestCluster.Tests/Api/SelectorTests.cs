namespace Headgate.TestCluster.Tests.Api;

/// <summary>Label and field selectors, and what is said of those that cannot be read.</summary>
public sealed class SelectorTests(ApiRun api) : IClassFixture<ApiRun>, IAsyncLifetime
{
    private const string Qualified = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    public async ValueTask InitializeAsync()
    {
        foreach (var (name, labels) in new[] { ("a", """{"app":"one","tier":"1","x.dev/y":""}"""), ("b", """{"app":"two","tier":"2"}"""), ("c", """{"tier":"10"}""") })
            await api.AskAsync("POST", ApiRun.Things, ApiRun.Thing(name, "{}", $",\"labels\":{labels}"));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("app=one", "a")]
    [InlineData("app==one", "a")]
    [InlineData("app!=one", "b c")]
    [InlineData("app", "a b")]
    [InlineData("!app", "c")]
    [InlineData("! app", "c")]
    [InlineData("app in (one,two)", "a b")]
    [InlineData("app in ( one , none )", "a")]
    [InlineData("app notin (one)", "b c")]
    [InlineData("app in (one),tier", "a")]
    [InlineData("app notin (one),tier=10", "c")]
    [InlineData("tier>1", "b c")]
    [InlineData("tier<10", "a b")]
    [InlineData("x.dev/y", "a")]
    [InlineData("x.dev/y=", "a")]
    [InlineData("x.dev/y in ()", "a")]
    [InlineData("app in (in,notin)", "")]
    [InlineData("", "a b c")]
    public async Task A_label_selector_selects(string selector, string names) =>
        Assert.Equal(names, await NamesAsync($"labelSelector={Uri.EscapeDataString(selector)}"));

    [Theory]
    [InlineData("a===", "unable to parse requirement: found '=', expected: identifier")]
    [InlineData("=a", "found '=', expected: !, identifier, or 'end of string'")]
    [InlineData("a b", "unable to parse requirement: found 'b', expected: =, ==, !=, in, notin, >, <")]
    [InlineData("a in b", "unable to parse requirement: found 'b' expected: '('")]
    [InlineData("a in (b", "unable to parse requirement: found '', expected: ',' or ')'")]
    [InlineData("a=b c", "found 'c', expected: ',' or 'end of string'")]
    [InlineData("a,", "found '', expected: identifier after ','")]
    [InlineData("!", "unable to parse requirement: found '', expected: identifier")]
    [InlineData("a_=b", "unable to parse requirement: <nil>: Invalid value: \"a_\": name part " + Qualified)]
    [InlineData("a>b", "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer")]
    public async Task A_label_selector_that_cannot_be_read_is_refused(string selector, string says) =>
        Assert.Equal(says, await api.RefusedAsync(400, "GET", $"{ApiRun.Things}?labelSelector={Uri.EscapeDataString(selector)}"));

    [Theory]
    [InlineData("metadata.name=a", "a")]
    [InlineData("metadata.name==a", "a")]
    [InlineData("metadata.name!=a", "b c")]
    [InlineData("metadata.name!=a,metadata.namespace=ns", "b c")]
    [InlineData("metadata.namespace!=ns", "")]
    [InlineData("metadata.name=a,", "a")]
    public async Task A_field_selector_selects(string selector, string names) =>
        Assert.Equal(names, await NamesAsync($"fieldSelector={Uri.EscapeDataString(selector)}"));

    [Theory]
    [InlineData(ApiRun.Things, "spec.size=1", "field label not supported: spec.size")]
    [InlineData(ApiRun.Things, "metadata.name", "invalid selector: 'metadata.name'; can't understand 'metadata.name'")]
    [InlineData(ApiRun.Things, @"metadata.name=a\b", @"invalid field selector: invalid escape sequence: \b")]
    [InlineData(ApiRun.Things, "metadata.name=a=b", "invalid field selector: unescaped character in value: 61")]
    [InlineData(ApiRun.ConfigMaps, "data=1", "\"data\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")]
    [InlineData("/api/v1/namespaces/ns/pods", "spec.image=1", "field label not supported: spec.image")]
    public async Task A_field_selector_that_cannot_be_read_is_refused(string path, string selector, string says) =>
        Assert.Equal(says, await api.RefusedAsync(400, "GET", $"{path}?fieldSelector={Uri.EscapeDataString(selector)}"));

    [Theory]
    [InlineData("resourceVersionMatch=Exact", "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided")]
    [InlineData("resourceVersionMatch=Exact&resourceVersion=0", "resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"")]
    [InlineData("resourceVersionMatch=Like&resourceVersion=1", "resourceVersionMatch: Unsupported value: \"Like\": supported values: \"Exact\", \"NotOlderThan\", \"\"")]
    [InlineData("watch=1&resourceVersionMatch=NotOlderThan&resourceVersion=1", "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch")]
    public async Task Parameters_that_do_not_go_together_are_refused(string query, string says) =>
        Assert.Equal($"ListOptions.meta.k8s.io \"\" is invalid: {says}", await api.RefusedAsync(422, "GET", $"{ApiRun.Things}?{query}"));

    private async Task<string> NamesAsync(string query) =>
        string.Join(' ', (await api.OkAsync("GET", $"{ApiRun.Things}?{query}"))["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!));
}
