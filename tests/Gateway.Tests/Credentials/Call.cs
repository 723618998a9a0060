using Headgate.Configuration;
using Headgate.Gateway.Credentials;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Headgate.Gateway.Tests.Credentials;

/// <summary>A request in one line of a test's table, and what a Product reads from it.</summary>
internal sealed record Call(string Query, HeaderDictionary Headers)
{
    /// <summary>
    /// Parses <c>Name: value | Name: value | ?query</c>. A name that comes again is another line of that header, as Kestrel hands it out.
    /// </summary>
    public static Call Parse(string text)
    {
        var headers = new HeaderDictionary();
        var query = "";
        foreach (var part in text.Split(" | ", StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.StartsWith('?'))
            {
                query = part[1..];
                continue;
            }
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            var name = part[..colon];
            AddLine(headers, name, part[(colon + 1)..].Trim());
        }
        return new Call(query, headers);
    }

    /// <summary>Adds a header line as Kestrel does; <c>Append</c> would forget a first line that is empty.</summary>
    public static void AddLine(HeaderDictionary headers, string name, string value) =>
        headers[name] = StringValues.Concat(headers.TryGetValue(name, out var lines) ? lines : default, value);

    /// <summary>Reads as the Product does: <c>missing</c>, <c>conflicting</c>, <c>[key]</c> or <c>[id] [key]</c>.</summary>
    public string ReadBy(Authentication authentication)
    {
        var read = new CredentialReader(authentication).Read(Headers, Query.AsMemory());
        return read.Outcome switch
        {
            CredentialOutcome.Missing => "missing",
            CredentialOutcome.Conflicting => "conflicting",
            _ when authentication.UserKey is not null => $"[{read.Key}]",
            _ => $"[{read.Id}] [{read.Key}]",
        };
    }

    /// <summary>A Product with a user key. Places are initials: H, Q, A.</summary>
    public static Authentication UserKey(string places, string name = "user_key") =>
        new() { UserKey = new() { Name = name, In = Places(places) } };

    /// <summary>A Product with an identifier and a key. Places are initials: H, Q, A.</summary>
    public static Authentication AppIdAndKey(string places, string id = "app_id", string key = "app_key") =>
        new() { AppIdAndKey = new() { IdName = id, KeyName = key, In = Places(places) } };

    private static CredentialPlace[] Places(string initials) =>
        [.. initials.Select(initial => Enum.GetValues<CredentialPlace>().Single(place => place.ToString()[0] == initial))];
}
