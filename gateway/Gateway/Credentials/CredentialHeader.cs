using Microsoft.Extensions.Primitives;

namespace Headgate.Gateway.Credentials;

/// <summary>
/// A header that holds a credential. Names compare without case (RFC 9110 §5.1) and with <c>-</c> and <c>_</c> as equal, as nginx sees
/// them. A header's line is one value, commas and all.
/// </summary>
internal sealed class CredentialHeader
{
    private const int MostSeparatorsSpelled = 3;

    private readonly string _folded;
    private readonly string[] _spellings;

    /// <summary>A header of the configured name.</summary>
    public CredentialHeader(string name)
    {
        _folded = string.Create(name.Length, name, static (folded, name) =>
        {
            for (var i = 0; i < folded.Length; i++) folded[i] = Fold(name[i]);
        });
        _spellings = Spell(_folded);
    }

    /// <summary>Whether a header of this name is the configured one. Allocates nothing.</summary>
    public bool Matches(ReadOnlySpan<char> name)
    {
        if (name.Length != _folded.Length) return false;
        for (var i = 0; i < name.Length; i++)
            if (Fold(name[i]) != _folded[i]) return false;
        return true;
    }

    /// <summary>Adds the value of every line of this header. Allocates nothing while the name has few separators.</summary>
    public void Read(IHeaderDictionary headers, ref FoundValue found)
    {
        // An enumerator of IHeaderDictionary is boxed, so only a name with very many spellings is looked for that way.
        if (_spellings.Length == 0)
        {
            foreach (var (name, values) in headers)
                if (Matches(name)) Add(values, ref found);
            return;
        }
        foreach (var spelling in _spellings)
            if (headers.TryGetValue(spelling, out var values)) Add(values, ref found);
    }

    private static void Add(StringValues values, ref FoundValue found)
    {
        for (var i = 0; i < values.Count; i++) found.Add(values[i].AsMemory());
    }

    private static char Fold(char c) => c == '_' ? '-' : char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;

    /// <summary>Every way to write the name with <c>-</c> and <c>_</c>; none when there are too many.</summary>
    private static string[] Spell(string folded)
    {
        var separators = Enumerable.Range(0, folded.Length).Where(i => folded[i] == '-').ToArray();
        if (separators.Length > MostSeparatorsSpelled) return [];

        var spellings = new string[1 << separators.Length];
        for (var choice = 0; choice < spellings.Length; choice++)
        {
            var spelling = folded.ToCharArray();
            for (var i = 0; i < separators.Length; i++)
                if ((choice >> i & 1) == 1) spelling[separators[i]] = '_';
            spellings[choice] = new string(spelling);
        }
        return spellings;
    }
}
