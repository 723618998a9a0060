namespace Headgate.Operator.Usage;

/// <summary>The command cannot do what it was asked for; the message says why and what mends it.</summary>
internal sealed class UsageFailure(string message, Exception? inner = null) : Exception(message, inner);
