namespace Headgate.Gateway.Pipeline;

/// <summary>Lends calls: one is kept per thread, which on a busy gateway is one for nearly every request.</summary>
internal static class CallPool
{
    [ThreadStatic]
    private static Call? _spare;

    public static Call Rent()
    {
        var call = _spare ?? new Call();
        _spare = null;
        return call;
    }

    public static void Return(Call call)
    {
        call.End();
        _spare = call;
    }
}
