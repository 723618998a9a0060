using Headgate.Configuration;
using Headgate.Resources;

namespace Headgate.Compiler.Tests;

/// <summary>Compiles under a pepper that is the same in every run.</summary>
internal static class TestCompiler
{
    public static IReadOnlyList<Pepper> Peppers { get; } = [new Pepper { Id = "p1", Value = Convert.ToBase64String(new byte[32]) }];

    public static Compilation Compile(IEnumerable<Resource> resources) =>
        Compiler.Compile(ResourceSnapshot.Of(resources), new CompilerOptions { Peppers = Peppers });
}
