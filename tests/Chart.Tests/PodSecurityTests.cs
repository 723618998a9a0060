using System.Text.Json.Nodes;

namespace Headgate.Chart.Tests;

/// <summary>All pods pass the restricted Pod Security Standard as Kubernetes 1.34 documents it, and somewhat more.</summary>
public class PodSecurityTests
{
    public static TheoryData<string> Cases() => [.. GoldenCase.Names];

    [Theory, MemberData(nameof(Cases))]
    public async Task Every_pod_passes_the_restricted_standard(string name)
    {
        var pods = RenderedPod.Of(await GoldenCase.ObjectsAsync(name)).ToList();
        Assert.NotEmpty(pods);
        Assert.All(pods, pod => Assert.Empty(RestrictedStandard.Violations(pod).Select(violation => $"{pod.Owner}: {violation}")));
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Every_pod_has_a_root_that_is_read_only_and_no_token_it_does_not_need(string name) =>
        Assert.All(RenderedPod.Of(await GoldenCase.ObjectsAsync(name)), pod =>
        {
            Assert.All(pod.Containers, container => Assert.True((bool?)container["securityContext"]?["readOnlyRootFilesystem"], pod.Owner));
            Assert.Equal(pod.Component == "operator", (bool?)pod.Spec["automountServiceAccountToken"]);
            Assert.False((bool?)pod.Spec["enableServiceLinks"], pod.Owner);
            Assert.Null(pod.Container["lifecycle"]);
        });

    [Theory]
    [InlineData("hostNetwork: true", "hostNetwork")]
    [InlineData("hostPID: true", "hostPID")]
    [InlineData("volumes: [{name: x, hostPath: {path: /}}]", "volume x: hostPath")]
    [InlineData("securityContext: {runAsNonRoot: true, runAsUser: 0, seccompProfile: {type: RuntimeDefault}}", "runAsUser")]
    [InlineData("securityContext: {runAsNonRoot: false, seccompProfile: {type: RuntimeDefault}}", "runAsNonRoot")]
    [InlineData("securityContext: {runAsNonRoot: true, seccompProfile: {type: Unconfined}}", "seccompProfile")]
    [InlineData("securityContext: {runAsNonRoot: true}", "seccompProfile")]
    [InlineData("containers: [{name: c}]", "allowPrivilegeEscalation")]
    [InlineData("containers: [{name: c, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [NET_RAW]}}}]", "drop")]
    [InlineData("containers: [{name: c, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL], add: [SYS_ADMIN]}}}]", "add")]
    [InlineData("containers: [{name: c, securityContext: {privileged: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]", "privileged")]
    [InlineData("containers: [{name: c, ports: [{hostPort: 80}], securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]", "hostPort")]
    public void What_does_not_pass_is_found(string field, string violation)
    {
        var spec = Chart.Parse("""
            securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
            containers: [{name: c, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]
            """)!.AsObject();
        Assert.Empty(RestrictedStandard.Violations(new RenderedPod("", "", new JsonObject(), spec)));
        foreach (var (name, value) in Chart.Parse(field)!.AsObject()) spec[name] = value!.DeepClone();
        Assert.Contains(RestrictedStandard.Violations(new RenderedPod("", "", new JsonObject(), spec)), found => found.Contains(violation, StringComparison.Ordinal));
    }
}
