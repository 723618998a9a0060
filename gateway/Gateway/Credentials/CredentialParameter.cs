using Headgate.Configuration.Paths;

namespace Headgate.Gateway.Credentials;

/// <summary>
/// A query parameter that holds a credential. Names compare without case and after percent-decoding (RFC 3986 §2.1), because upstreams
/// decode them and would otherwise see a credential that was neither read nor removed.
/// </summary>
internal sealed class CredentialParameter(string name)
{
    /// <summary>Whether a parameter of this raw name is the configured one. Allocates nothing for names of usual length.</summary>
    public bool Matches(ReadOnlySpan<char> rawName) => PercentEncoding.DecodesTo(rawName, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Adds the value of every parameter of this name; one without <c>=</c> has none. Allocates only for a value that has escapes.
    /// </summary>
    public void Read(ReadOnlyMemory<char> rawQuery, ref FoundValue found)
    {
        var parameters = new QueryReader(rawQuery.Span);
        while (parameters.Next())
        {
            if (!parameters.HasValue || !Matches(parameters.Name)) continue;
            var end = parameters.Parameter.End.Value;
            var value = rawQuery[(end - parameters.Value.Length)..end];
            found.Add(PercentEncoding.HasEscapes(value.Span) ? PercentEncoding.Decode(value.Span).AsMemory() : value);
        }
    }
}
