using System.Globalization;

namespace Headgate.TestCluster.Http;

/// <summary>Ages as kubectl's tables print them.</summary>
internal static class Ages
{
    public static string Of(TimeSpan age)
    {
        var seconds = (long)age.TotalSeconds;
        if (seconds < 0) return seconds < -1 ? "<invalid>" : "0s";
        if (seconds < 120) return Text($"{seconds}s");
        var minutes = (long)age.TotalMinutes;
        if (minutes < 10) return seconds % 60 == 0 ? Text($"{minutes}m") : Text($"{minutes}m{seconds % 60}s");
        if (minutes < 180) return Text($"{minutes}m");
        var hours = (long)age.TotalHours;
        if (hours < 8) return minutes % 60 == 0 ? Text($"{hours}h") : Text($"{hours}h{minutes % 60}m");
        if (hours < 48) return Text($"{hours}h");
        if (hours < 192) return hours % 24 == 0 ? Text($"{hours / 24}d") : Text($"{hours / 24}d{hours % 24}h");
        return Text($"{hours / 24}d");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
