namespace Headgate.Resources;

/// <summary>
/// A list whose elements are told apart by the named fields (<c>x-kubernetes-list-type: map</c>), so that server-side apply merges it and
/// an element cannot stand in it twice.
/// </summary>
/// <param name="keys">Names of the key fields as manifests spell them.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListMapKeyAttribute(params string[] keys) : Attribute
{
    /// <summary>Names of the key fields.</summary>
    public IReadOnlyList<string> Keys { get; } = keys;
}

/// <summary>The value that a field has when it is left out.</summary>
/// <param name="value">A string, integer or boolean; an enum by its name.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SchemaDefaultAttribute(object value) : Attribute
{
    /// <summary>The value.</summary>
    public object Value { get; } = value;
}

/// <summary>A field that takes an integer or a string (<c>x-kubernetes-int-or-string</c>).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class IntOrStringAttribute : Attribute;
