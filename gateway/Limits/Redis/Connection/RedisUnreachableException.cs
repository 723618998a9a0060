namespace Headgate.Limits.Redis;

/// <summary>An attempt to connect failed; the message says why, without a secret.</summary>
internal sealed class RedisUnreachableException(string reason, Exception? inner = null) : Exception(reason, inner);
