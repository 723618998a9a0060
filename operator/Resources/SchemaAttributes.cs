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

/// <summary>Bounds of each text in a list, or of each value of a map.</summary>
/// <param name="most">Most characters.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemLengthAttribute(int most) : Attribute
{
    /// <summary>Most characters.</summary>
    public int Most { get; } = most;
}

/// <summary>
/// A rule that an API server evaluates on each write (<c>x-kubernetes-validations</c>, Common Expression Language). Each has a twin among the
/// compiler's checks, for everything that does not come through an API server.
/// </summary>
/// <param name="rule">The expression; <c>self</c> is the object that has the attribute.</param>
/// <param name="message">What is wrong when it is false.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class CelRuleAttribute(string rule, string message) : Attribute
{
    /// <summary>The expression.</summary>
    public string Rule { get; } = rule;

    /// <summary>What is wrong when it is false.</summary>
    public string Message { get; } = message;
}

/// <summary>A kind that is served as a custom resource.</summary>
/// <param name="plural">Its name in URLs.</param>
/// <param name="shortName">Its short name for kubectl.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CustomResourceAttribute(string plural, string shortName) : Attribute
{
    /// <summary>Its name in URLs.</summary>
    public string Plural { get; } = plural;

    /// <summary>Its short name for kubectl.</summary>
    public string ShortName { get; } = shortName;
}

/// <summary>A column of <c>kubectl get</c>, in the order of the attributes.</summary>
/// <param name="name">Its heading.</param>
/// <param name="path">A JSONPath below the object.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class PrinterColumnAttribute(string name, string path) : Attribute
{
    /// <summary>Its heading.</summary>
    public string Name { get; } = name;

    /// <summary>A JSONPath below the object.</summary>
    public string Path { get; } = path;

    /// <summary>Its OpenAPI type: string, integer, boolean or date.</summary>
    public string Type { get; init; } = "string";

    /// <summary>Whether it is shown only with <c>-o wide</c>.</summary>
    public bool Wide { get; init; }
}
