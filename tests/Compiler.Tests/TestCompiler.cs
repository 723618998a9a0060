using Headgate.Configuration;
using Headgate.Resources;

namespace Headgate.Compiler.Tests;

/// <summary>Compiles under a pepper that is the same in every run.</summary>
internal static class TestCompiler
{
    public static IReadOnlyList<Pepper> Peppers { get; } = [new Pepper { Id = "p1", Value = Convert.ToBase64String(new byte[32]) }];

    /// <summary>A small Product.</summary>
    public static Product Echo { get; } = new()
    {
        ApiVersion = Group.ApiVersion,
        Kind = nameof(Product),
        Metadata = new ObjectMeta { Name = "echo", Namespace = "shop" },
        Spec = new ProductSpec
        {
            Hosts = ["echo.example.com"],
            Backends = [new ProductBackend { Name = "echo", Url = "http://10.0.0.1" }],
            Authentication = new ProductAuthentication { UserKey = new UserKeyMode() },
        },
    };

    public static Compilation Compile(IEnumerable<Resource> resources) =>
        Compiler.Compile(ResourceSnapshot.Of(resources), new CompilerOptions { Peppers = Peppers });
}
