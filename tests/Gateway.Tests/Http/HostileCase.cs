namespace Headgate.Gateway.Tests.Http;

/// <summary>What becomes of a hostile message.</summary>
/// <param name="Name">What is hostile about it.</param>
/// <param name="Wire">Its bytes, each a character of Latin-1.</param>
/// <param name="Answer">Status of each final response, in order; none when the connection is closed without one.</param>
/// <param name="Closes">Whether the connection is closed after that.</param>
/// <param name="Forwarded">Start lines that the backend may see.</param>
internal sealed record HostileCase(string Name, string Wire, IReadOnlyList<int> Answer, bool Closes, IReadOnlyList<string> Forwarded)
{
    public const string Key = "user_key: " + TestProduct.GoodKey + "\r\n";

    public const string Host = "Host: api.test\r\n";

    /// <summary>Refused, and the connection closed.</summary>
    public static HostileCase Closed(string name, string wire, params int[] answer) => new(name, wire, answer, true, []);

    /// <summary>Refused; the connection goes on in step.</summary>
    public static HostileCase Refused(string name, string wire, params int[] answer) => new(name, wire, answer, false, []);

    /// <summary>Forwarded as these start lines; the connection goes on in step.</summary>
    public static HostileCase Passes(string name, string wire, params string[] forwarded) => new(name, wire, [.. forwarded.Select(_ => 200)], false, forwarded);

    /// <summary>A POST with a good key, these headers and this body.</summary>
    public static string Post(string headers, string body) => $"POST /p HTTP/1.1\r\n{Host}{Key}{headers}\r\n{body}";

    /// <summary>A GET with a good key and these headers.</summary>
    public static string Get(string headers, string target = "/g") => $"GET {target} HTTP/1.1\r\n{Host}{Key}{headers}\r\n";

    public override string ToString() => Name;
}
