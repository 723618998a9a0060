using Headgate.Configuration;

namespace Headgate.Gateway.Snapshots;

/// <summary>The peppers under which the digests of keys were made.</summary>
public sealed class PepperTable
{
    /// <summary>Reads published peppers.</summary>
    /// <exception cref="InvalidDataException">One is not Base64.</exception>
    public PepperTable(PepperSet set)
    {
        try
        {
            Peppers = [.. set.Peppers.Select(pepper => (pepper.Id, Convert.FromBase64String(pepper.Value)))];
        }
        catch (FormatException exception)
        {
            throw new InvalidDataException("a pepper is not Base64", exception);
        }
    }

    /// <summary>Identifiers and bytes, newest first.</summary>
    public IReadOnlyList<(string Id, byte[] Value)> Peppers { get; }
}
