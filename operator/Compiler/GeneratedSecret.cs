namespace Headgate.Compiler;

/// <summary>The Secrets that are made: for an Application that names none, and for the test call of a Product.</summary>
public static class GeneratedSecret
{
    /// <summary>Its name, in the Application's namespace.</summary>
    public static string NameFor(Resources.Application application) => application.Metadata.Name + "-credentials";

    /// <summary>Full name of the Secret with the credential of a Product's test call, in the Product's namespace.</summary>
    public static string ForTestOf(Resources.Product product) => $"{product.FullName}-staging-test";

    /// <summary>Full name of the Secret an Application uses: the one it names, else the one that is made for it.</summary>
    public static string UsedBy(Resources.Application application) =>
        $"{application.Metadata.Namespace}/{application.Spec.Credentials?.SecretRef.Name ?? NameFor(application)}";
}
