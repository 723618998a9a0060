namespace Headgate.Operator.Diff;

/// <summary>Something that was asked to be compared cannot be found or read; the message says which, and what mends it.</summary>
internal sealed class DiffFailure(string message, Exception? inner = null) : Exception(message, inner);
