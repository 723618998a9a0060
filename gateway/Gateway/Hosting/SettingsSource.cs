using System.Collections;

namespace Headgate.Gateway.Hosting;

/// <summary>Collects settings from the environment and the command line.</summary>
public static class SettingsSource
{
    // Two underscores: for a Service named headgate, Kubernetes puts HEADGATE_PORT=tcp://… into every pod of its namespace.
    private const string Prefix = "HEADGATE__";

    /// <summary>All settings by name; the command line wins.</summary>
    /// <exception cref="ArgumentException">The command line cannot be read.</exception>
    public static IReadOnlyDictionary<string, string> Read(IDictionary environment, IReadOnlyList<string> arguments)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in environment)
        {
            if (variable is { Key: string name, Value: string value } && name.StartsWith(Prefix, StringComparison.Ordinal))
                values[name[Prefix.Length..].ToLowerInvariant().Replace('_', '-')] = value;
        }
        for (var index = 0; index < arguments.Count; index++)
        {
            var argument = arguments[index];
            if (!argument.StartsWith("--", StringComparison.Ordinal)) throw new ArgumentException($"\"{argument}\" is not understood. Settings are written --name value.");
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0) values[argument[2..equals]] = argument[(equals + 1)..];
            else if (index + 1 < arguments.Count) values[argument[2..]] = arguments[++index];
            else throw new ArgumentException($"The setting {argument} has no value.");
        }
        return values;
    }
}
