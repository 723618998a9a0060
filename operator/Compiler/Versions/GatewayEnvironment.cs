namespace Headgate.Compiler.Versions;

/// <summary>Which version is served, and whose counters count.</summary>
public enum GatewayEnvironment
{
    /// <summary>The promoted version.</summary>
    Production,

    /// <summary>The newest version.</summary>
    Staging,
}
