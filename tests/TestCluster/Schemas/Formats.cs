using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Text.RegularExpressions;

namespace Headgate.TestCluster.Schemas;

/// <summary>The formats of strings that a server checks; others it ignores (apiextensions-apiserver, pkg/apiserver/validation/formats.go).</summary>
internal static partial class Formats
{
    private const string Hex = "^[0-9a-fA-F]";

    private static readonly Dictionary<string, Func<string, bool>> Known = new(StringComparer.Ordinal)
    {
        ["bsonobjectid"] = text => Matches(text, Hex + "{24}$"),
        ["uri"] = text => text.StartsWith('/') || (Uri.TryCreate(text, UriKind.Absolute, out _) && Scheme().IsMatch(text)),
        ["email"] = text => MailAddress.TryCreate(text, out _),
        ["hostname"] = IsHostname,
        ["ipv4"] = text =>
            text.Contains('.', StringComparison.Ordinal) && IPAddress.TryParse(text, out _) && Matches(text, @"^(\d{1,3}\.){3}\d{1,3}$"),
        ["ipv6"] = text =>
            text.Contains(':', StringComparison.Ordinal) && !text.Contains('[', StringComparison.Ordinal)
                && IPAddress.TryParse(text, out _),
        ["cidr"] = IsNetwork,
        ["mac"] = text => Matches(text, "^([0-9a-fA-F]{2}[:-]){5,7}[0-9a-fA-F]{2}$|^([0-9a-fA-F]{4}\\.){2,3}[0-9a-fA-F]{4}$"),
        ["uuid"] = text => Matches(text, Hex + "{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$"),
        ["uuid3"] = text => Matches(text, Hex + "{8}-?[0-9a-fA-F]{4}-?3[0-9a-fA-F]{3}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$"),
        ["uuid4"] = text => Matches(text, Hex + "{8}-?[0-9a-fA-F]{4}-?4[0-9a-fA-F]{3}-?[89abAB][0-9a-fA-F]{3}-?[0-9a-fA-F]{12}$"),
        ["uuid5"] = text => Matches(text, Hex + "{8}-?[0-9a-fA-F]{4}-?5[0-9a-fA-F]{3}-?[89abAB][0-9a-fA-F]{3}-?[0-9a-fA-F]{12}$"),
        ["hexcolor"] = text => Matches(text, "^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"),
        ["ssn"] = text => Matches(text, "^[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}$"),
        ["byte"] = text => Matches(text, "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$"),
        ["password"] = _ => true,
        ["date"] = IsDate,
        ["duration"] = text => GoDuration().IsMatch(text) || WordyDuration().IsMatch(text),
        ["datetime"] = IsDateTime,
    };

    /// <summary>The format that is checked; empty when it is none. Hyphens in names do not count.</summary>
    public static string Checked(string? format) => format is not null && Known.ContainsKey(Normal(format)) ? format : "";

    /// <summary>Whether a text has a format.</summary>
    public static bool Holds(string format, string text) => Known[Normal(format)](text);

    private static string Normal(string format) => format.Replace("-", "", StringComparison.Ordinal);

    private static bool Matches(string text, string pattern) => GoPattern.IsMatch(text, pattern);

    private static bool IsHostname(string text) =>
        text.Length <= 255 && text.Split('.').All(label => label.Length <= 63) && Hostname().IsMatch(text) && !text.EndsWith('\n');

    private static bool IsNetwork(string text)
    {
        var parts = text.Split('/');
        return parts.Length == 2 && IPAddress.TryParse(parts[0], out var address)
            && (parts[0].Contains(':', StringComparison.Ordinal) || Holds("ipv4", parts[0]))
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
                && bits <= address.GetAddressBytes().Length * 8;
    }

    private static bool IsDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsDateTime(string text)
    {
        var parts = text.ToLowerInvariant().Split('t');
        if (parts.Length < 2 || !IsDate(parts[0])) return false;
        var time = TimeOfDay().Match(parts[1]);
        return time.Success && string.CompareOrdinal(time.Groups[1].Value, "23") <= 0
            && string.CompareOrdinal(time.Groups[2].Value, "59") <= 0
            && string.CompareOrdinal(time.Groups[3].Value, "59") <= 0;
    }

    [GeneratedRegex(@"^([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))\z")]
    private static partial Regex TimeOfDay();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*:")]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$", RegexOptions.None, 1000)]
    private static partial Regex Hostname();

    [GeneratedRegex(@"^[+-]?(0|([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))*)\z")]
    private static partial Regex GoDuration();

    [GeneratedRegex(@"[0-9]+\s*(ns|nano|us|µs|micro|ms|milli|s|sec|m|min|h|hr|hour|d|day|w|wk|week)", RegexOptions.IgnoreCase)]
    private static partial Regex WordyDuration();
}
