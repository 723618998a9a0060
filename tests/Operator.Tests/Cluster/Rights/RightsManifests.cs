namespace Headgate.Operator.Tests.Cluster.Rights;

/// <summary>The objects of a <see cref="RightsScenario"/>: something of each kind, to mend, to make and to take away.</summary>
internal static class RightsManifests
{
    public static string Of(RightsScenario scenario) => $$$"""
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: operator, namespace: {{{scenario.Home}}}}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: {{{scenario.Friend}}}, labels: {friend: "yes"}}
        ---
        {{{Product(scenario.Tenant, "tenant.example.com")}}}
        ---
        {{{Product(scenario.Outside, "outside.example.com")}}}
        ---
        {{{Rule(scenario, "nosuch")}}}
        ---
        apiVersion: headgate.dev/v1alpha1
        kind: ApplicationPlan
        metadata: {name: basic, namespace: {{{scenario.Tenant}}}}
        spec: {productRef: {name: api}, limits: [{metric: hits, period: Minute, value: 10}]}
        ---
        apiVersion: headgate.dev/v1alpha1
        kind: Account
        metadata: {name: company, namespace: {{{scenario.Tenant}}}}
        spec: {organization: Company}
        ---
        apiVersion: headgate.dev/v1alpha1
        kind: Application
        metadata: {name: client, namespace: {{{scenario.Tenant}}}}
        spec: {productRef: {name: api}, planRef: {name: basic}, accountRef: {name: company}}
        ---
        apiVersion: headgate.dev/v1alpha1
        kind: Application
        metadata: {name: client, namespace: {{{scenario.Friend}}}}
        spec: {productRef: {name: api, namespace: {{{scenario.Tenant}}}}, planRef: {name: basic}}
        ---
        {{{Stale(scenario, "ConfigMap")}}}
        ---
        {{{Stale(scenario, "Secret")}}}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: gateway, namespace: {{{scenario.Gateways}}}}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: gateway, namespace: {{{scenario.Gateways}}}, labels: {app: gateway}}
        spec:
          schedulerName: nobody
          serviceAccountName: gateway
          automountServiceAccountToken: false
          containers: [{name: gateway, image: gateway}]
        """;

    /// <summary>A rule that counts a metric.</summary>
    public static string Rule(RightsScenario scenario, string metric) => $$$"""
        apiVersion: headgate.dev/v1alpha1
        kind: MappingRule
        metadata: {name: all, namespace: {{{scenario.Tenant}}}}
        spec: {productRef: {name: api}, method: GET, pattern: /, metric: {{{metric}}}}
        """;

    private static string Product(string inNamespace, string host) => $$$"""
        apiVersion: headgate.dev/v1alpha1
        kind: Product
        metadata: {name: api, namespace: {{{inNamespace}}}}
        spec:
          hosts: [{{{host}}}]
          backends: [{name: api, url: "http://api.example.com"}]
          authentication: {userKey: {name: user_key, in: [Header]}}
          allowedNamespaces: {from: Selector, selector: {matchLabels: {friend: "yes"} } }
        """;

    // As an earlier configuration, with more shards, left it.
    private static string Stale(RightsScenario scenario, string kind) => $$$"""
        apiVersion: v1
        kind: {{{kind}}}
        metadata:
          name: stale
          namespace: {{{scenario.Gateways}}}
          labels: {headgate.dev/install: {{{scenario.Configuration.Install}}}, headgate.dev/pool: main}
        """;
}
