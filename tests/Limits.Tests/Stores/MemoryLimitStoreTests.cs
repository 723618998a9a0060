namespace Headgate.Limits.Tests.Stores;

/// <summary>The embedded store does what every store does.</summary>
public sealed class MemoryLimitStoreTests : ReadableStoreBehaviour
{
    protected override ILimitStore Create(TimeProvider time) => new MemoryLimitStore(time);
}
