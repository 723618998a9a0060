namespace Headgate.Gateway.Credentials;

/// <summary>The values found for one credential so far. The default is none.</summary>
internal struct FoundValue
{
    /// <summary>The first value found.</summary>
    public ReadOnlyMemory<char> Value { get; private set; }

    /// <summary>Whether there was a value, perhaps an empty one.</summary>
    public bool IsPresent { get; private set; }

    /// <summary>Whether there were different values. An upstream may take another one than we do, so none of them is taken.</summary>
    public bool IsConflicting { get; private set; }

    /// <summary>Notes a value.</summary>
    public void Add(ReadOnlyMemory<char> value)
    {
        if (IsPresent)
        {
            IsConflicting |= !value.Span.SequenceEqual(Value.Span);
            return;
        }
        Value = value;
        IsPresent = true;
    }
}
