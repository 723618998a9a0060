using Headgate.Compiler.Publication;

namespace Headgate.Operator.Compiling;

/// <summary>The pool that stands in where there is no cluster.</summary>
internal static class LocalPool
{
    public static Pool Default { get; } = new() { Name = "local", Environment = "production", Shards = 1 };
}
