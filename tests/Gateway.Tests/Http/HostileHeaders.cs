using static Headgate.Gateway.Tests.Http.HostileCase;

namespace Headgate.Gateway.Tests.Http;

/// <summary>Headers and bodies that are broken, ambiguous or too large.</summary>
internal static class HostileHeaders
{
    public static IEnumerable<HostileCase> Headers =>
    [
        Closed("folded line", Get("X-A: b\r\n c\r\n"), 400),
        Closed("folded first line", $"GET /g HTTP/1.1\r\n {Host}{Host}{Key}\r\n", 400),
        Closed("name with a space", Get("X A: b\r\n"), 400),
        Closed("no name", Get(": b\r\n"), 400),
        Closed("no colon", Get("X-A\r\n"), 400),
        Closed("NUL in a value", Get("X-A: b\0c\r\n"), 400),
        Closed("bare CR in a value", Get("X-A: b\rc\r\n"), 400),
        Closed("invalid UTF-8 in a value", Get("X-A: \u00ff\u00fe\r\n"), 400),
        Refused("control character in a value", Get("X-A: b\u0001c\r\n"), 400),
        Refused("DEL in a value", Get("X-A: b\u007fc\r\n"), 400),
        Closed("101 headers", Get(string.Concat(Enumerable.Range(0, 101).Select(index => $"X-{index}: b\r\n"))), 431),
        Closed("33 KB of headers", Get($"X-A: {new string('b', 33 * 1024)}\r\n"), 431),
        Passes("bare line feeds end lines", "GET /g HTTP/1.1\nHost: api.test\nuser_key: " + TestProduct.GoodKey + "\n\n", "GET /g HTTP/1.1"),
        Passes("Expect that is unknown", Get("Expect: tea\r\n"), "GET /g HTTP/1.1"),
        Passes("h2c upgrade is not taken", Get("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n"), "GET /g HTTP/1.1"),
        Closed("preface with a path", "PRI /x HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ];

    public static IEnumerable<HostileCase> Credentials =>
    [
        Refused("key twice with different values", Get("user_key: other\r\n"), 400),
        Refused("key under another spelling with another value", Get("User-Key: other\r\n"), 400),
        Refused("key in header and query with different values", Get("", "/g?user_key=other"), 400),
        Refused("key in header and query under an escaped name", Get("", "/g?user%5Fkey=other"), 400),
        Refused("key in header and Authorization with different values", Get("Authorization: Bearer other\r\n"), 400),
        Refused("two Authorizations", Get("Authorization: Bearer a\r\nAuthorization: Bearer b\r\n"), 400),
        Refused("two Authorizations alike", Get("Authorization: Digest a\r\nAuthorization: Digest a\r\n"), 400),
        Passes("the same key twice", Get($"user_key: {TestProduct.GoodKey}\r\n", $"/g?user_key={TestProduct.GoodKey}"), "GET /g HTTP/1.1"),
        Refused("no key", $"GET /g HTTP/1.1\r\n{Host}\r\n", 401),
        Refused("key with a line break", $"GET /g?user_key={TestProduct.GoodKey}%0D%0Ax HTTP/1.1\r\n{Host}\r\n", 403),
        Refused("key in a cookie is not read", $"GET /g HTTP/1.1\r\n{Host}Cookie: user_key={TestProduct.GoodKey}\r\n\r\n", 401),
        Refused("key in a fragment", $"GET /g#?user_key={TestProduct.GoodKey} HTTP/1.1\r\n{Host}\r\n", 400),
    ];

    public static IEnumerable<HostileCase> Bodies =>
    [
        Chunks("line feed in a chunk extension (CVE-2025-55315)", "5;x\nhello\r\n0\r\n\r\n"),
        Chunks("bare line feed after a size", "5\nhello\r\n0\r\n\r\n"),
        Chunks("bare CR after a size", "5\rhello\r\n0\r\n\r\n"),
        Chunks("size in no number", "g\r\nhello\r\n0\r\n\r\n"),
        Chunks("size with 0x", "0x5\r\nhello\r\n0\r\n\r\n"),
        Chunks("negative size", "-5\r\nhello\r\n0\r\n\r\n"),
        Chunks("size above 63 bits", "fffffffffffffffff\r\nhello\r\n0\r\n\r\n"),
        Chunks("chunk longer than its size", "3\r\nhello\r\n0\r\n\r\n"),
        Chunks("empty size", "\r\nhello\r\n0\r\n\r\n"),
        Chunks("no end of a chunk", "5\r\nhelloX\r\n0\r\n\r\n"),
        Passes("chunk extension goes no further", Post("Transfer-Encoding: chunked\r\n", "5;a=b\r\nhello\r\n0\r\n\r\n"), "POST /p HTTP/1.1"),
        Passes("size with leading zeros", Post("Transfer-Encoding: chunked\r\n", "0005\r\nhello\r\n0\r\n\r\n"), "POST /p HTTP/1.1"),
        Passes("size in both cases", Post("Transfer-Encoding: chunked\r\n", "00a\r\nhellohello\r\n000\r\n\r\n"), "POST /p HTTP/1.1"),
        Passes("trailers", Post("Transfer-Encoding: chunked\r\nTrailer: X-T\r\n", "5\r\nhello\r\n0\r\nX-T: 1\r\n\r\n"), "POST /p HTTP/1.1"),
        Passes("framing in trailers", Post("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\nContent-Length: 9\r\nHost: evil\r\n\r\n"), "POST /p HTTP/1.1"),
    ];

    // The head is good, so a request may have left before its body showed to be broken; the backend then sees no whole message.
    private static HostileCase Chunks(string name, string body) => Closed(name, Post("Transfer-Encoding: chunked\r\n", body), 400);
}
