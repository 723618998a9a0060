using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Headgate.Operator.Manifests;

/// <summary>Something in a manifest that its author should know.</summary>
/// <param name="File">The file, relative to the directory that was loaded, with <c>/</c> between its parts.</param>
/// <param name="Line">The line of the offending node, from 1; 0 when the whole file is meant.</param>
/// <param name="Severity">Whether the object was refused.</param>
/// <param name="Object"><c>Kind/name</c>, or as much of it as is known; may be empty.</param>
/// <param name="Field">Path of the field within the object, such as <c>spec.backends[2].service.port</c>; may be empty.</param>
/// <param name="Message">What is wrong and what is allowed.</param>
[SuppressMessage("Naming", "CA1720", Justification = "The Kubernetes object, the word that people know it by.")]
public sealed record ManifestProblem(string File, int Line, ManifestSeverity Severity, string Object, string Field, string Message)
{
    /// <summary><c>file:line: Kind/name: field: message</c>, without the parts that are not known.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(File);
        if (Line > 0) text.Append(':').Append(Line);
        text.Append(": ");
        if (Object.Length > 0) text.Append(Object).Append(": ");
        if (Field.Length > 0) text.Append(Field).Append(": ");
        return text.Append(Message).ToString();
    }
}

/// <summary>How bad a <see cref="ManifestProblem"/> is.</summary>
public enum ManifestSeverity
{
    /// <summary>The object, or the whole document, was not loaded.</summary>
    Error,

    /// <summary>Worth knowing; nothing that Headgate reads was lost.</summary>
    Note,
}
