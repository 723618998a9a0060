using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Headgate.Operator.Crds;

/// <summary>The docstrings of an assembly, read from the XML file that the compiler writes beside it: what people read in code, `kubectl explain` says too.</summary>
internal sealed partial class Docstrings
{
    private readonly Dictionary<string, string> _summaries;

    /// <summary>Reads the docstrings of the assembly that holds a type.</summary>
    /// <exception cref="FileNotFoundException">The XML file is not beside the assembly.</exception>
    public Docstrings(Type type)
    {
        var file = Path.ChangeExtension(type.Assembly.Location, ".xml");
        _summaries = XDocument.Load(file).Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => Text(member.Element("summary")!), StringComparer.Ordinal);
    }

    /// <summary>What is written above a type; empty without anything.</summary>
    public string Of(Type type) => _summaries.GetValueOrDefault($"T:{type.FullName}", "");

    /// <summary>What is written above a property; empty without anything.</summary>
    public string Of(System.Reflection.PropertyInfo property) => _summaries.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}", "");

    private static string Text(XElement summary)
    {
        foreach (var reference in summary.Descendants("see").ToList())
            reference.ReplaceWith(reference.Attribute("cref")!.Value.Split('.')[^1]);
        return Spaces().Replace(summary.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
