using System.Text.Json.Nodes;
using Headgate.TestCluster.Schemas;

namespace Headgate.TestCluster;

/// <summary>A kind of objects that is served.</summary>
public sealed record ResourceType(string Group, string Version, string Plural, string Kind)
{
    /// <summary>Whether its objects live in namespaces.</summary>
    public bool Namespaced { get; init; } = true;

    /// <summary>Its name for one object.</summary>
    public string Singular { get; init; } = "";

    /// <summary>The kind of its lists.</summary>
    public string ListKind { get; init; } = $"{Kind}List";

    /// <summary>Short names for kubectl.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>Categories for kubectl.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Whether its status is written apart.</summary>
    public bool HasStatus { get; init; }

    /// <summary>Whether its generation counts changes of the spec.</summary>
    public bool HasGeneration { get; init; }

    /// <summary>Whether its objects are only answered and never kept.</summary>
    public bool IsReview { get; init; }

    /// <summary>What its objects look like; null for anything.</summary>
    public Schema? Schema { get; init; }

    /// <summary>The definition of a custom resource; null for built-in ones.</summary>
    public JsonObject? Definition { get; init; }

    /// <summary>Under which name objects are kept: kinds that are served twice (Events) share them.</summary>
    public string StorageKey { get; init; } = $"{Group}/{Plural}";

    /// <summary>Whether it is defined by a CustomResourceDefinition.</summary>
    public bool IsCustom => Definition is not null;

    /// <summary>Group and version as objects spell them.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>As messages name it.</summary>
    public string GroupResource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>As other messages name it.</summary>
    public string GroupKind => Group.Length == 0 ? Kind : $"{Kind}.{Group}";
}
