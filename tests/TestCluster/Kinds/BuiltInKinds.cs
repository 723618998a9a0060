using Headgate.TestCluster.Schemas;

namespace Headgate.TestCluster.Kinds;

/// <summary>The built-in kinds that are served.</summary>
internal static class BuiltInKinds
{
    private const string Rbac = "rbac.authorization.k8s.io";

    public static IReadOnlyList<ResourceType> All { get; } =
    [
        .. new ResourceType[]
        {
            new("", "v1", "namespaces", "Namespace") { Namespaced = false, HasStatus = true, ShortNames = ["ns"] },
            new("", "v1", "secrets", "Secret"),
            new("", "v1", "configmaps", "ConfigMap") { ShortNames = ["cm"] },
            new("", "v1", "services", "Service") { HasStatus = true, ShortNames = ["svc"], Categories = ["all"] },
            new("", "v1", "serviceaccounts", "ServiceAccount") { ShortNames = ["sa"] },
            new("", "v1", "endpoints", "Endpoints") { ListKind = "EndpointsList", ShortNames = ["ep"] },
            new("", "v1", "pods", "Pod") { HasStatus = true, ShortNames = ["po"], Categories = ["all"] },
            new("", "v1", "events", "Event") { ShortNames = ["ev"] },
            new("apps", "v1", "deployments", "Deployment") { HasStatus = true, HasGeneration = true, ShortNames = ["deploy"], Categories = ["all"] },
            new("apps", "v1", "replicasets", "ReplicaSet") { HasStatus = true, HasGeneration = true, ShortNames = ["rs"], Categories = ["all"] },
            new("apps", "v1", "controllerrevisions", "ControllerRevision"),
            new("coordination.k8s.io", "v1", "leases", "Lease"),
            new("events.k8s.io", "v1", "events", "Event") { ShortNames = ["ev"], StorageKey = "/events" },
            new("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice") { HasGeneration = true },
            new("networking.k8s.io", "v1", "ingresses", "Ingress") { HasStatus = true, HasGeneration = true, ShortNames = ["ing"] },
            new("networking.k8s.io", "v1", "ingressclasses", "IngressClass") { Namespaced = false, HasGeneration = true },
            new("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy") { HasGeneration = true, ShortNames = ["netpol"] },
            new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget") { HasStatus = true, HasGeneration = true, ShortNames = ["pdb"] },
            new("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler") { HasStatus = true, ShortNames = ["hpa"], Categories = ["all"] },
            new("batch", "v1", "jobs", "Job") { HasStatus = true, HasGeneration = true, Categories = ["all"] },
            new(Rbac, "v1", "roles", "Role"),
            new(Rbac, "v1", "rolebindings", "RoleBinding"),
            new(Rbac, "v1", "clusterroles", "ClusterRole") { Namespaced = false },
            new(Rbac, "v1", "clusterrolebindings", "ClusterRoleBinding") { Namespaced = false },
            new("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition")
            {
                Namespaced = false, HasStatus = true, HasGeneration = true, ShortNames = ["crd", "crds"], Categories = ["api-extensions"],
            },
            new("authorization.k8s.io", "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview") { Namespaced = false, IsReview = true },
        }.Select(WithSchema),
    ];

    /// <summary>The kind that defines kinds.</summary>
    public static ResourceType Definitions => All.First(type => type.Plural == "customresourcedefinitions");

    private static ResourceType WithSchema(ResourceType type) =>
        type with { Schema = BuiltInTypes.Find(type.ApiVersion, type.Kind) is { } schema ? Schema.Parse(schema) : null };
}
