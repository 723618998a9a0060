using System.Reflection;
using k8s.Models;

namespace Headgate.Controllers;

/// <summary>A kind of objects, and where an API server serves it.</summary>
/// <param name="Group">Its API group; empty for the core.</param>
/// <param name="Version">The version that is read and written.</param>
/// <param name="Plural">Its name in URLs.</param>
/// <param name="Kind">Its name in objects.</param>
/// <param name="Namespaced">Whether its objects live in namespaces.</param>
public sealed record ResourceKind(string Group, string Version, string Plural, string Kind, bool Namespaced = true)
{
    /// <summary>Group and version as objects spell them.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The kind that a class stands for, by its <see cref="KubernetesEntityAttribute"/>.</summary>
    /// <exception cref="InvalidOperationException">The class has no such attribute.</exception>
    public static ResourceKind Of<TEntity>() =>
        typeof(TEntity).GetCustomAttribute<KubernetesEntityAttribute>() is { } entity
            ? new ResourceKind(entity.Group ?? "", entity.ApiVersion, entity.PluralName ?? $"{entity.Kind.ToLowerInvariant()}s", entity.Kind)
            : throw new InvalidOperationException($"{typeof(TEntity).Name} has no [KubernetesEntity]; say its kind with AddEntity.");

    /// <summary>Path of all its objects, or of those in one namespace.</summary>
    public string PathOf(string? inNamespace)
    {
        var root = Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";
        return Namespaced && !string.IsNullOrEmpty(inNamespace) ? $"{root}/namespaces/{inNamespace}/{Plural}" : $"{root}/{Plural}";
    }

    /// <summary>Path of one object, or of a subresource of it.</summary>
    public string PathOf(ObjectKey key, string? subresource = null) =>
        $"{PathOf(key.Namespace)}/{key.Name}{(subresource is null ? "" : $"/{subresource}")}";
}
