namespace Headgate.Compiler;

/// <summary>The Secret that is made for an Application that names none.</summary>
public static class GeneratedSecret
{
    /// <summary>Its name, in the Application's namespace.</summary>
    public static string NameFor(Resources.Application application) => application.Metadata.Name + "-credentials";
}
