namespace Headgate.TestCluster.Tests.Conformance;

/// <summary>Recorded cases that are not compared, and why.</summary>
internal static class CaseExclusion
{
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["kube-001"] = "says which server it is",
        ["kube-004"] = "TestCluster serves fewer groups; those it serves are compared case by case",
        ["kube-005"] = "TestCluster serves fewer kinds; those it serves are compared case by case",
        ["kube-015"] = "TestCluster serves fewer groups",
        ["kube-016"] = "TestCluster serves fewer groups",
        ["kube-017"] = "the document describes the same kind in fewer words; real kubectl reads it in other tests",
        ["kube-028"] = "the warning beside the refusal is an accident of 1.26: the field was unknown in a version that does not exist",
        ["kube-045"] = "CEL is not evaluated, which a warning says",
        ["kube-046"] = "CEL is not evaluated, which a warning says; the other errors are compared by the single cases",
        ["kube-070"] = "the refusal is the same, in JSON instead of protobuf",
        ["kube-097"] = "CEL is not evaluated, which a warning says",
    };
}
