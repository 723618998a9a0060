namespace Headgate.Gateway.Pipeline;

/// <summary>Lends calls: one is kept per thread, which on a busy gateway is one for nearly every request.</summary>
internal static class CallPool
{
    [ThreadStatic]
    private static Call? t_spare;

    public static Call Rent()
    {
        var call = t_spare ?? new Call();
        t_spare = null;
        return call;
    }

    public static void Return(Call call)
    {
        call.End();
        t_spare = call;
    }
}
