namespace Headgate.TestCluster.Access;

/// <summary>What somebody wants to do.</summary>
/// <param name="Verb">The verb, such as list.</param>
/// <param name="Group">API group of the resource.</param>
/// <param name="Resource">The resource with its subresource, such as <c>pods/status</c>; empty for paths.</param>
/// <param name="Namespace">The namespace; empty for all, or for objects of the cluster.</param>
/// <param name="Name">Name of the object; empty where there is none.</param>
/// <param name="Path">The path, where there is no resource.</param>
public sealed record AccessRequest(string Verb, string Group, string Resource, string Namespace, string Name, string Path = "");
