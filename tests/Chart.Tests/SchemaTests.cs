namespace Headgate.Chart.Tests;

/// <summary>Values that cannot be meant are refused, and whoever wrote them is told where and why.</summary>
public class SchemaTests
{
    [Theory]
    [InlineData("nosuch: 1", "at '': additional properties 'nosuch' not allowed")]
    [InlineData("operator: {nosuch: 1}", "at '/operator': additional properties 'nosuch' not allowed")]
    [InlineData("gateway: {tls: {secret: x}}", "at '/gateway/tls': additional properties 'secret' not allowed")]
    [InlineData("pools: {production: {nosuch: 1}}", "at '/pools/production': additional properties 'nosuch' not allowed")]
    [InlineData("pools: {production: {createNamespace: false}}", "at '/pools/production': additional properties 'createNamespace' not allowed")]
    [InlineData("pools: {production: {environment: Test}}", "at '/pools/production/environment': value must be one of 'Production', 'Staging'")]
    [InlineData("pools: {production: {shards: 3}}", "at '/pools/production/shards': value must be one of 1, 2, 4")]
    [InlineData("pools: {Production: {}}", "invalid propertyName 'Production'")]
    [InlineData("gateway: {service: {type: ExternalName}}", "at '/gateway/service/type': value must be one of")]
    [InlineData("gateway: {image: {pullPolicy: Sometimes}}", "at '/gateway/image/pullPolicy': value must be one of")]
    [InlineData("gateway: {image: {digest: latest}}", "at '/gateway/image/digest'")]
    [InlineData("gateway: {ports: {http: 0}}", "at '/gateway/ports/http': minimum: got 0, want 1")]
    [InlineData("gateway: {trustedProxies: [everybody]}", "at '/gateway/trustedProxies/0'")]
    [InlineData("operator: {replicas: two}", "at '/operator/replicas': got string, want integer")]
    [InlineData("install: Head_Gate", "at '/install'")]
    [InlineData("watchNamespaces: [Team]", "at '/watchNamespaces/0'")]
    [InlineData("redis: {embedded: {enabled: true}, external: {addresses: ['redis:6379']}}", "at '/redis/external/addresses': maxItems: got 1, want 0")]
    [InlineData("redis: {prefix: 'a b'}", "at '/redis/prefix'")]
    [InlineData("global: {commonLabels: {app.kubernetes.io/name: x}}", "invalid propertyName 'app.kubernetes.io/name'")]
    [InlineData("gateway: {podLabels: {headgate.dev/pool: x}}", "invalid propertyName 'headgate.dev/pool'")]
    public async Task The_schema_refuses(string values, string message) => await AssertRefusedAsync(values, message);

    [Theory]
    [InlineData("operator: {leaderElection: {enabled: false}}", "operator.replicas is more than 1 and operator.leaderElection.enabled is false")]
    [InlineData("pools: {production: null, staging: null}", "pools has no pool that is enabled")]
    [InlineData("pools: {production: {terminationGracePeriodSeconds: 30}}", "pools.production: terminationGracePeriodSeconds is 30 and must be at least drain.delay + drain.timeout + 6 = 41")]
    [InlineData("gateway: {autoscaling: {enabled: true, minReplicas: 11}}", "autoscaling.minReplicas is more than autoscaling.maxReplicas")]
    [InlineData("gateway: {ports: {admin: 8080}}", "ports.http, ports.admin and tls.port must differ")]
    [InlineData("redis: {external: {addresses: ['redis:6379'], gateway: {user: gateway}}}", "redis.external.gateway.user needs redis.external.gateway.passwordSecret.name")]
    [InlineData("redis: {external: {addresses: ['redis:6379'], tls: {caSecret: {name: ca}}}}", "redis.external.tls.caSecret.name is given and redis.external.tls.enabled is false")]
    [InlineData("tests: {pool: nosuch}", "tests.pool is nosuch, and there is no such pool")]
    public async Task Values_that_contradict_each_other_are_refused(string values, string message) => await AssertRefusedAsync(values, message);

    [Fact]
    public async Task The_exclusion_of_the_two_ways_to_have_Redis_is_said_in_words_where_the_schema_is_not_looked_at()
    {
        var (exitCode, _, errors) = await Chart.RenderAsync("redis: {embedded: {enabled: true}, external: {addresses: ['redis:6379']}}", "--skip-schema-validation");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("redis.embedded.enabled is true and redis.external.addresses are given: choose one of them.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_field_is_explained_and_objects_are_closed() => ValuesReference.Visit((path, schema) =>
    {
        Assert.False(string.IsNullOrWhiteSpace((string?)schema["description"]), path);
        if (schema["properties"] is not null) Assert.False((bool)schema["additionalProperties"]!, path);
    });

    [Fact]
    public void Every_value_has_a_place_in_the_schema_and_every_field_a_default()
    {
        var inSchema = new List<string>();
        ValuesReference.Visit((path, schema) =>
        {
            if (schema["properties"] is null && !path.StartsWith("pools.", StringComparison.Ordinal)) inSchema.Add(path);
        });
        var missing = inSchema.Where(path => !ValuesReference.HasDefault(path) && !Optional(path)).ToList();
        Assert.Empty(missing);
    }

    // Left to Kubernetes where nobody says them.
    private static bool Optional(string path) =>
        path.EndsWith("resources.claims", StringComparison.Ordinal) || path.EndsWith("initialDelaySeconds", StringComparison.Ordinal)
        || path.EndsWith("successThreshold", StringComparison.Ordinal);

    private static async Task AssertRefusedAsync(string values, string message)
    {
        var (exitCode, output, errors) = await Chart.RenderAsync(values);
        Assert.True(exitCode != 0, output);
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }
}
