using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Apply;

/// <summary>
/// A set of fields as managedFields writes it (FieldsV1): <c>f:name</c> for a field, <c>k:{keys}</c> for an element of a map-like list, <c>v:value</c>
/// for one of a set.
/// </summary>
internal sealed class FieldSet
{
    private readonly SortedDictionary<string, FieldSet> _children = new(StringComparer.Ordinal);

    /// <summary>Whether this very field is in the set.</summary>
    public bool IsMember { get; private set; }

    /// <summary>The fields below this one.</summary>
    public IReadOnlyDictionary<string, FieldSet> Children => _children;

    public bool IsEmpty => !IsMember && _children.Count == 0;

    public static FieldSet Parse(JsonObject fields)
    {
        var set = new FieldSet();
        foreach (var (name, inner) in fields)
        {
            if (name == ".") continue;
            var child = Parse(inner!.AsObject());
            child.IsMember = inner.AsObject().Count == 0 || inner.AsObject().ContainsKey(".");
            set._children[name] = child;
        }
        return set;
    }

    public JsonObject Write()
    {
        var fields = new JsonObject();
        foreach (var (name, child) in _children)
        {
            var inner = child.Write();
            if (child.IsMember && child._children.Count > 0) inner.Insert(0, ".", new JsonObject());
            fields[name] = inner;
        }
        return fields;
    }

    /// <summary>The node at a path, made where it is missing.</summary>
    public FieldSet Below(string element)
    {
        if (!_children.TryGetValue(element, out var child)) _children[element] = child = new FieldSet();
        return child;
    }

    public void Add() => IsMember = true;

    public FieldSet Clone() => new FieldSet().Union(this);

    /// <summary>Adds all of another set to this one.</summary>
    public FieldSet Union(FieldSet other)
    {
        IsMember |= other.IsMember;
        foreach (var (name, child) in other._children) Below(name).Union(child);
        return this;
    }

    /// <summary>Takes the members of another set out of this one.</summary>
    public FieldSet Except(FieldSet other)
    {
        IsMember &= !other.IsMember;
        foreach (var (name, child) in other._children)
        {
            if (!_children.TryGetValue(name, out var mine)) continue;
            mine.Except(child);
            if (mine.IsEmpty) _children.Remove(name);
        }
        return this;
    }

    /// <summary>Takes everything at and below the members of another set out of this one.</summary>
    public FieldSet ExceptBelow(FieldSet other)
    {
        foreach (var (name, child) in other._children)
        {
            if (!_children.TryGetValue(name, out var mine)) continue;
            if (child.IsMember) _children.Remove(name);
            else mine.ExceptBelow(child);
            if (_children.TryGetValue(name, out mine) && mine.IsEmpty) _children.Remove(name);
        }
        return this;
    }

    /// <summary>Members of both, as paths.</summary>
    public IEnumerable<IReadOnlyList<string>> Common(FieldSet other) => Common(other, []);

    /// <summary>All members, as paths, from the outside in.</summary>
    public IEnumerable<IReadOnlyList<string>> Paths() => Common(this);

    /// <summary>Whether a path, or anything below it, is in the set.</summary>
    public bool Touches(IReadOnlyList<string> path)
    {
        var node = this;
        foreach (var element in path)
            if (!node._children.TryGetValue(element, out node!)) return false;
        return true;
    }

    private IEnumerable<IReadOnlyList<string>> Common(FieldSet other, IReadOnlyList<string> path)
    {
        if (IsMember && other.IsMember) yield return path;
        foreach (var (name, child) in _children)
        {
            if (!other._children.TryGetValue(name, out var theirs)) continue;
            foreach (var common in child.Common(theirs, [.. path, name])) yield return common;
        }
    }
}
