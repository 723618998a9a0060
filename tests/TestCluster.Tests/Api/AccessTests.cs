using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Tests.Api;

/// <summary>Role-based access: what rules allow, and the words of a refusal.</summary>
public sealed class AccessTests(ApiRun api) : IClassFixture<ApiRun>
{
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1";
    private const string Merge = "application/merge-patch+json";

    [Fact]
    public async Task Without_a_rule_nothing_is_allowed_and_the_refusal_says_what_was_asked()
    {
        var user = await UserAsync("nobody", "[]");
        Assert.Equal(
            $"things.example.dev \"a\" is forbidden: User \"{user}\" cannot get resource \"things\" in API group \"example.dev\" in the namespace \"ns\"",
            await api.RefusedAsync(403, "GET", $"{ApiRun.Things}/a", user: user));
        Assert.Equal(
            $"configmaps is forbidden: User \"{user}\" cannot list resource \"configmaps\" in API group \"\" at the cluster scope", await api.RefusedAsync(403, "GET", "/api/v1/configmaps", user: user));
        Assert.Equal(
            $"customresourcedefinitions.apiextensions.k8s.io is forbidden: User \"{user}\" cannot create resource \"customresourcedefinitions\" in API group \"apiextensions.k8s.io\" at the cluster scope",
            await api.RefusedAsync(403, "POST", ApiRun.Definitions, "{}", user: user));
        Assert.Equal($"forbidden: User \"{user}\" cannot get path \"/metrics\"", await api.RefusedAsync(403, "GET", "/metrics", user: user));
        Assert.Equal(
            $"things.example.dev is forbidden: User \"{user}\" cannot deletecollection resource \"things\" in API group \"example.dev\" in the namespace \"ns\"",
            await api.RefusedAsync(403, "DELETE", ApiRun.Things, user: user));
    }

    [Fact]
    public async Task Nobody_in_particular_is_anonymous_and_a_wrong_token_is_nobody()
    {
        Assert.StartsWith(
            "namespaces is forbidden: User \"system:anonymous\" cannot list",
            await api.RefusedAsync(403, "GET", "/api/v1/namespaces", user: ""),
            StringComparison.Ordinal);
        Assert.Equal("Unauthorized", await api.RefusedAsync(401, "GET", "/api/v1/namespaces", user: "system:wrong"));
    }

    [Fact]
    public async Task A_verb_is_allowed_alone()
    {
        var user = await UserAsync("reader", """[{"apiGroups":["example.dev"],"resources":["things"],"verbs":["get"]}]""");
        await api.CreateAsync("readable");
        await api.OkAsync("GET", $"{ApiRun.Things}/readable", user: user);
        await api.RefusedAsync(403, "GET", ApiRun.Things, user: user);
        await api.RefusedAsync(403, "GET", $"{ApiRun.Things}?watch=1", user: user);
        await api.RefusedAsync(403, "PATCH", $"{ApiRun.Things}/readable", "{}", Merge, user);
    }

    [Fact]
    public async Task A_subresource_is_allowed_apart()
    {
        var user = await UserAsync("status-writer", """[{"apiGroups":["example.dev"],"resources":["things/status"],"verbs":["patch"]}]""");
        await api.CreateAsync("statusful");
        await api.OkAsync("PATCH", $"{ApiRun.Things}/statusful/status", """{"status":{"phase":"Up"}}""", Merge, user);
        Assert.Equal(
            $"things.example.dev \"statusful\" is forbidden: User \"{user}\" cannot patch resource \"things\" in API group \"example.dev\" in the namespace \"ns\"",
            await api.RefusedAsync(403, "PATCH", $"{ApiRun.Things}/statusful", "{}", Merge, user));
    }

    [Theory]
    [InlineData("""{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}""", true, true)]
    [InlineData("""{"apiGroups":["example.dev"],"resources":["*/status"],"verbs":["get"]}""", false, true)]
    [InlineData("""{"apiGroups":["example.dev"],"resources":["things"],"verbs":["*"]}""", true, false)]
    [InlineData("""{"apiGroups":[""],"resources":["*"],"verbs":["*"]}""", false, false)]
    public async Task Stars_stand_for_all(string rule, bool thing, bool status)
    {
        var user = await UserAsync("star-" + Guid.NewGuid().ToString("N")[..8], $"[{rule}]");
        await api.AskAsync("POST", ApiRun.Things, ApiRun.Thing("starred"));
        Assert.Equal(thing ? 200 : 403, (await api.AskAsync("GET", $"{ApiRun.Things}/starred", user: user)).Status);
        Assert.Equal(status ? 200 : 403, (await api.AskAsync("GET", $"{ApiRun.Things}/starred/status", user: user)).Status);
    }

    [Fact]
    public async Task Names_bound_a_rule_also_for_lists_and_watches_that_select_one()
    {
        var user = await UserAsync(
            "one-name",
            """[{"apiGroups":["example.dev"],"resources":["things"],"resourceNames":["mine"],"verbs":["get","list","watch","create"]}]""");
        await api.CreateAsync("mine");
        await api.OkAsync("GET", $"{ApiRun.Things}/mine", user: user);
        await api.RefusedAsync(403, "GET", $"{ApiRun.Things}/other", user: user);
        await api.RefusedAsync(403, "GET", ApiRun.Things, user: user);
        Assert.Single((await api.OkAsync("GET", $"{ApiRun.Things}?fieldSelector=metadata.name%3Dmine", user: user))["items"]!.AsArray());
        // The name of what is created is not known when access is decided.
        await api.RefusedAsync(403, "POST", ApiRun.Things, ApiRun.Thing("mine"), user: user);
    }

    [Fact]
    public async Task A_cluster_role_bound_in_a_namespace_counts_there_and_bound_in_the_cluster_everywhere()
    {
        const string user = "system:serviceaccount:ns:roamer";
        const string subject = """[{"kind":"ServiceAccount","name":"roamer","namespace":"ns"}]""";
        const string role = """{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"roam"}""";
        await api.OkAsync(
            "POST",
            $"{Rbac}/clusterroles",
            """{"metadata":{"name":"roam"},"rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":["list"]},{"nonResourceURLs":["/metrics/*"],"verbs":["get"]}]}""");
        await api.OkAsync(
            "POST", $"{Rbac}/namespaces/ns/rolebindings", $$"""{"metadata":{"name":"roam"},"roleRef":{{role}},"subjects":{{subject}} }""");
        await api.OkAsync("GET", ApiRun.ConfigMaps, user: user);
        await api.RefusedAsync(403, "GET", "/api/v1/namespaces/default/configmaps", user: user);
        await api.OkAsync(
            "POST", $"{Rbac}/clusterrolebindings", $$"""{"metadata":{"name":"roam"},"roleRef":{{role}},"subjects":{{subject}} }""");
        await api.OkAsync("GET", "/api/v1/configmaps", user: user);
        Assert.Equal("404 page not found", await PageAsync("/metrics/all", user));
    }

    [Fact]
    public async Task Service_accounts_are_in_the_groups_of_their_namespace_and_of_all()
    {
        await api.OkAsync(
            "POST",
            $"{Rbac}/namespaces/ns/roles",
            """{"metadata":{"name":"grouped"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["list"]}]}""");
        await api.OkAsync(
            "POST",
            $"{Rbac}/namespaces/ns/rolebindings",
            """{"metadata":{"name":"grouped"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"grouped"},"subjects":[{"kind":"Group","apiGroup":"rbac.authorization.k8s.io","name":"system:serviceaccounts:other"}]}""");
        await api.OkAsync("GET", "/api/v1/namespaces/ns/pods", user: "system:serviceaccount:other:any");
        await api.RefusedAsync(403, "GET", "/api/v1/namespaces/ns/pods", user: "system:serviceaccount:third:any");
    }

    [Fact]
    public async Task An_apply_that_would_create_needs_the_right_to_create()
    {
        var user = await UserAsync("patcher", """[{"apiGroups":["example.dev"],"resources":["things"],"verbs":["patch"]}]""");
        Assert.Equal(
            $"things.example.dev \"fresh\" is forbidden: User \"{user}\" cannot create resource \"things\" in API group \"example.dev\" in the namespace \"ns\"",
            await api.RefusedAsync(403, "PATCH", $"{ApiRun.Things}/fresh?fieldManager=m", ApiRun.Thing("fresh"), "application/apply-patch+yaml", user));
    }

    private async Task<string> UserAsync(string name, string rules)
    {
        await api.OkAsync("POST", $"{Rbac}/namespaces/ns/roles", $$"""{"metadata":{"name":"{{name}}"},"rules":{{rules}} }""");
        var binding = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name },
            ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "Role", ["name"] = name },
            ["subjects"] = new JsonArray(new JsonObject { ["kind"] = "ServiceAccount", ["name"] = name, ["namespace"] = "ns" }),
        };
        await api.OkAsync("POST", $"{Rbac}/namespaces/ns/rolebindings", binding.ToJsonString());
        return $"system:serviceaccount:ns:{name}";
    }

    private async Task<string> PageAsync(string path, string user) => ((string)(await api.AskAsync("GET", path, user: user)).Body!).Trim();
}
