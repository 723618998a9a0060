namespace Headgate.Configuration.Paths;

/// <summary>
/// Walks over the parameters of a raw query (without the leading <c>?</c>) and allocates nothing. Parameters are split at <c>&amp;</c>;
/// empty ones are passed over. Names and values are as they stand in the query: <see cref="PercentEncoding"/> decodes them.
/// </summary>
public ref struct QueryReader
{
    private readonly ReadOnlySpan<char> _query;
    private int _next;

    /// <summary>Begins before the first parameter.</summary>
    public QueryReader(ReadOnlySpan<char> query)
    {
        _query = query;
        _next = 0;
        Name = default;
        Value = default;
        HasValue = false;
        Parameter = default;
    }

    /// <summary>Where the parameter stands in the query, without its separators.</summary>
    public Range Parameter { get; private set; }

    /// <summary>The name, not decoded.</summary>
    public ReadOnlySpan<char> Name { get; private set; }

    /// <summary>What follows the first <c>=</c>, not decoded; empty without one.</summary>
    public ReadOnlySpan<char> Value { get; private set; }

    /// <summary>Whether the parameter has a <c>=</c>.</summary>
    public bool HasValue { get; private set; }

    /// <summary>Moves to the next parameter.</summary>
    public bool Next()
    {
        while (_next < _query.Length)
        {
            var start = _next;
            var length = _query[start..].IndexOf('&');
            if (length < 0) length = _query.Length - start;
            _next = start + length + 1;
            if (length == 0) continue;

            Parameter = start..(start + length);
            var parameter = _query.Slice(start, length);
            var equals = parameter.IndexOf('=');
            HasValue = equals >= 0;
            Name = HasValue ? parameter[..equals] : parameter;
            Value = HasValue ? parameter[(equals + 1)..] : default;
            return true;
        }
        return false;
    }
}
