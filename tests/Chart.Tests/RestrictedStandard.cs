using System.Text.Json.Nodes;

namespace Headgate.Chart.Tests;

/// <summary>
/// The restricted Pod Security Standard, baseline included (https://kubernetes.io/docs/concepts/security/pod-security-standards/), for pods of
/// Linux.
/// </summary>
internal static class RestrictedStandard
{
    private static readonly string[] Volumes =
        ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];

    private static readonly string[] Sysctls =
    [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
    ];

    private static readonly string?[] SeLinuxTypes = [null, "", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

    /// <summary>What of a pod does not pass; nothing when all does.</summary>
    public static IEnumerable<string> Violations(RenderedPod pod) =>
        OfPod(pod).Concat(pod.Containers.SelectMany(container => OfContainer(container, pod.Spec).Select(violation => $"container {container["name"]}: {violation}")));

    private static IEnumerable<string> OfPod(RenderedPod pod)
    {
        foreach (var field in new[] { "hostNetwork", "hostPID", "hostIPC" })
        {
            if ((bool?)pod.Spec[field] == true) yield return field;
        }
        foreach (var volume in pod.Spec["volumes"] as JsonArray ?? [])
        {
            foreach (var (kind, _) in volume!.AsObject().Where(field => field.Key != "name" && !Volumes.Contains(field.Key)))
                yield return $"volume {volume["name"]}: {kind}";
        }
        foreach (var sysctl in pod.Spec["securityContext"]?["sysctls"] as JsonArray ?? [])
        {
            if (!Sysctls.Contains((string?)sysctl!["name"])) yield return $"sysctl {sysctl["name"]}";
        }
        foreach (var (key, value) in pod.Metadata["annotations"] as JsonObject ?? [])
        {
            if (key.StartsWith("container.apparmor.security.beta.kubernetes.io/", StringComparison.Ordinal) && (string?)value == "unconfined") yield return key;
        }
    }

    private static IEnumerable<string> OfContainer(JsonNode container, JsonNode spec)
    {
        var own = container["securityContext"];
        var pods = spec["securityContext"];
        if ((bool?)own?["privileged"] == true) yield return "privileged";
        if ((bool?)own?["allowPrivilegeEscalation"] != false) yield return "allowPrivilegeEscalation is not false";
        if ((bool?)(own?["runAsNonRoot"] ?? pods?["runAsNonRoot"]) != true) yield return "runAsNonRoot is not true";
        if ((long?)own?["runAsUser"] == 0 || (long?)pods?["runAsUser"] == 0) yield return "runAsUser is 0";
        if ((string?)(own?["seccompProfile"] ?? pods?["seccompProfile"])?["type"] is not ("RuntimeDefault" or "Localhost")) yield return "seccompProfile is neither RuntimeDefault nor Localhost";
        if (!(own?["capabilities"]?["drop"] as JsonArray ?? []).Any(item => (string?)item == "ALL")) yield return "capabilities.drop has not ALL";
        if ((own?["capabilities"]?["add"] as JsonArray ?? []).Any(item => (string?)item != "NET_BIND_SERVICE")) yield return "capabilities.add";
        if ((string?)own?["procMount"] is not (null or "Default")) yield return "procMount";
        if ((container["ports"] as JsonArray ?? []).Any(port => (int?)port!["hostPort"] is > 0)) yield return "hostPort";
        foreach (var options in new[] { own?["seLinuxOptions"], pods?["seLinuxOptions"] })
        {
            if (options is not null && (!SeLinuxTypes.Contains((string?)options["type"]) || options["user"] is not null || options["role"] is not null)) yield return "seLinuxOptions";
        }
        foreach (var profile in new[] { own?["appArmorProfile"], pods?["appArmorProfile"] })
        {
            if ((string?)profile?["type"] is not (null or "RuntimeDefault" or "Localhost")) yield return "appArmorProfile";
        }
        foreach (var handler in new[] { "livenessProbe", "readinessProbe", "startupProbe" }.Select(kind => container[kind])
            .Concat([container["lifecycle"]?["postStart"], container["lifecycle"]?["preStop"]]))
        {
            if (handler?["httpGet"]?["host"] is not null || handler?["tcpSocket"]?["host"] is not null) yield return "host of a probe";
        }
        if ((bool?)own?["windowsOptions"]?["hostProcess"] == true) yield return "hostProcess";
    }
}
