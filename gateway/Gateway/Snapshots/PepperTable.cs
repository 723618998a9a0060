using Headgate.Configuration;

namespace Headgate.Gateway.Snapshots;

/// <summary>The peppers under which the digests of keys were made.</summary>
public sealed class PepperTable
{
    private readonly (string Id, byte[] Value)[] _peppers;

    /// <summary>Reads published peppers.</summary>
    /// <exception cref="InvalidDataException">One is not Base64.</exception>
    public PepperTable(PepperSet set)
    {
        try
        {
            _peppers = [.. set.Peppers.Select(pepper => (pepper.Id, Convert.FromBase64String(pepper.Value)))];
        }
        catch (FormatException exception)
        {
            throw new InvalidDataException("a pepper is not Base64", exception);
        }
    }

    /// <summary>Identifiers and bytes, newest first.</summary>
    public ReadOnlySpan<(string Id, byte[] Value)> Peppers => _peppers;
}
