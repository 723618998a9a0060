using static Headgate.Gateway.Tests.Http.HostileCase;

namespace Headgate.Gateway.Tests.Http;

/// <summary>Messages that are broken, ambiguous or too large.</summary>
internal static class HostileMessages
{
    private const string Smuggled = "GET /smuggled HTTP/1.1\r\nHost: api.test\r\n" + Key + "\r\n";

    public static IEnumerable<HostileCase> RequestLines =>
    [
        Closed("no version", $"GET /g\r\n{Host}{Key}\r\n", 400),
        Closed("HTTP/0.9", "GET /g\r\n\r\n", 400),
        Closed("unknown version", $"GET /g HTTP/3.7\r\n{Host}{Key}\r\n", 505),
        Closed("version in lower case", $"GET /g http/1.1\r\n{Host}{Key}\r\n", 505),
        Closed("version with spare digits", $"GET /g HTTP/1.10\r\n{Host}{Key}\r\n", 400),
        Closed("two spaces before the target", $"GET  /g HTTP/1.1\r\n{Host}{Key}\r\n", 400),
        Passes("two spaces before the version", $"GET /g  HTTP/1.1\r\n{Host}{Key}\r\n", "GET /g HTTP/1.1"),
        Closed("tab for a space", $"GET\t/g\tHTTP/1.1\r\n{Host}{Key}\r\n", 400),
        Closed("space at the end", $"GET /g HTTP/1.1 \r\n{Host}{Key}\r\n", 400),
        Closed("space in the target", $"GET /g g HTTP/1.1\r\n{Host}{Key}\r\n", 400),
        Closed("leading space", $" GET /g HTTP/1.1\r\n{Host}{Key}\r\n", 400),
        Closed("no method", $" /g HTTP/1.1\r\n{Host}{Key}\r\n", 400),
        Closed("method with a colon", $"GE:T /g HTTP/1.1\r\n{Host}{Key}\r\n", 400),
        Closed("method with a control character", $"GE\u0001T /g HTTP/1.1\r\n{Host}{Key}\r\n", 400),
        Refused("bare CR in the line", $"GET /g\rx HTTP/1.1\r\n{Host}{Key}\r\n", 400),
        Closed("NUL in the target", $"GET /g\0 HTTP/1.1\r\n{Host}{Key}\r\n", 400),
        Closed("raw UTF-8 in the target", $"GET /caf\u00c3\u00a9 HTTP/1.1\r\n{Host}{Key}\r\n", 400),
        Closed("target of 9 KB", Get("", "/" + new string('a', 9 * 1024)), 414),
        Passes("empty lines before the request", $"\r\n\r\n\n{Get("")}", "GET /g HTTP/1.1"),
        Closed("TLS on the clear port", "\u0016\u0003\u0001\u0000\u00a5\u0001\u0000\u0000\u00a1\u0003\u0003", 400),
        Closed("a response", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 400),
        Refused("method in lower case", $"get /g HTTP/1.1\r\n{Host}{Key}\r\n", 405),
        Refused("HEAD in lower case", $"head /g HTTP/1.1\r\n{Host}{Key}\r\n", 405),
        Refused("TRACE in lower case", $"trace /g HTTP/1.1\r\n{Host}{Key}\r\n", 405),
        Refused("CONNECT in mixed case", $"Connect /g HTTP/1.1\r\n{Host}{Key}\r\n", 405),
        Passes("unknown method", $"FROB /g HTTP/1.1\r\n{Host}{Key}\r\n", "FROB /g HTTP/1.1"),
        Passes("HTTP/1.0 leaves as HTTP/1.1", $"GET /g HTTP/1.0\r\n{Host}{Key}Connection: keep-alive\r\n\r\n", "GET /g HTTP/1.1"),
        Refused("TRACE", $"TRACE /g HTTP/1.1\r\n{Host}{Key}\r\n", 405),
        Refused("CONNECT", $"CONNECT api.test:80 HTTP/1.1\r\nHost: api.test:80\r\n{Key}\r\n", 405),
        Refused("CONNECT with a path", $"CONNECT /g HTTP/1.1\r\n{Host}{Key}\r\n", 405),
        Refused("asterisk", $"OPTIONS * HTTP/1.1\r\n{Host}{Key}\r\n", 400),
        Closed("asterisk for GET", $"GET * HTTP/1.1\r\n{Host}{Key}\r\n", 405),
        Closed("authority for GET", $"GET api.test:80 HTTP/1.1\r\n{Host}{Key}\r\n", 405),
        Closed("relative target", $"GET g HTTP/1.1\r\n{Host}{Key}\r\n", 405),
    ];

    public static IEnumerable<HostileCase> Hosts =>
    [
        Closed("no Host", $"GET /g HTTP/1.1\r\n{Key}\r\n", 400),
        Closed("two Hosts", $"GET /g HTTP/1.1\r\nHost: api.test\r\nHost: other.test\r\n{Key}\r\n", 400),
        Closed("the same Host twice", $"GET /g HTTP/1.1\r\n{Host}{Host}{Key}\r\n", 400),
        Refused("empty Host", $"GET /g HTTP/1.1\r\nHost:\r\n{Key}\r\n", 404),
        Closed("Host with userinfo", $"GET /g HTTP/1.1\r\nHost: api.test@other.test\r\n{Key}\r\n", 400),
        Closed("Host with a path", $"GET /g HTTP/1.1\r\nHost: api.test/x\r\n{Key}\r\n", 400),
        Closed("Host with a space", $"GET /g HTTP/1.1\r\nHost: api.test other.test\r\n{Key}\r\n", 400),
        Closed("Host list", $"GET /g HTTP/1.1\r\nHost: api.test, other.test\r\n{Key}\r\n", 400),
        Closed("Host with two ports", $"GET /g HTTP/1.1\r\nHost: api.test:80:90\r\n{Key}\r\n", 400),
        Closed("Host with a port that is none", $"GET /g HTTP/1.1\r\nHost: api.test:eighty\r\n{Key}\r\n", 400),
        Closed("Host with a control character", $"GET /g HTTP/1.1\r\nHost: api\u0001.test\r\n{Key}\r\n", 400),
        Refused("unknown Host", $"GET /g HTTP/1.1\r\nHost: other.test\r\n{Key}\r\n", 404),
        Refused("Host with two trailing dots", $"GET /g HTTP/1.1\r\nHost: api.test..\r\n{Key}\r\n", 404),
        Passes("Host in upper case", $"GET /g HTTP/1.1\r\nHost: API.Test\r\n{Key}\r\n", "GET /g HTTP/1.1"),
        Passes("Host with a port", $"GET /g HTTP/1.1\r\nHost: api.test:8080\r\n{Key}\r\n", "GET /g HTTP/1.1"),
        Passes("Host with a trailing dot", $"GET /g HTTP/1.1\r\nHost: api.test.\r\n{Key}\r\n", "GET /g HTTP/1.1"),
        Passes("absolute form", $"GET http://api.test/a/../g?x=1 HTTP/1.1\r\n{Host}{Key}\r\n", "GET /g?x=1 HTTP/1.1"),
        Passes("absolute form without a path", $"GET http://api.test HTTP/1.1\r\n{Host}{Key}\r\n", "GET / HTTP/1.1"),
        Passes("absolute form without a path but a query", $"GET http://api.test?x=1 HTTP/1.1\r\n{Host}{Key}\r\n", "GET /?x=1 HTTP/1.1"),
        Closed("absolute form with another host", $"GET http://other.test/g HTTP/1.1\r\n{Host}{Key}\r\n", 400),
        Closed("absolute form with another port", $"GET http://api.test:99/g HTTP/1.1\r\n{Host}{Key}\r\n", 400),
        Refused("absolute form with userinfo", $"GET http://me:secret@api.test/g HTTP/1.1\r\n{Host}{Key}\r\n", 400),
        Refused("absolute form with a fragment for a path", $"GET http://api.test#/g HTTP/1.1\r\n{Host}{Key}\r\n", 400),
        Closed("absolute form with a backslash", $"GET http://api.test\\g HTTP/1.1\r\n{Host}{Key}\r\n", 400),
        Closed("absolute form of another scheme", $"GET file:///etc/passwd HTTP/1.1\r\n{Host}{Key}\r\n", 400),
    ];

    public static IEnumerable<HostileCase> Lengths =>
    [
        Closed("two different lengths", Post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"), 400),
        Closed("the same length twice", Post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), 400),
        Closed("list of lengths", Post("Content-Length: 5, 5\r\n", "hello"), 400),
        Closed("negative length", Post("Content-Length: -5\r\n", "hello"), 400),
        Closed("length in hexadecimal", Post("Content-Length: 0x5\r\n", "hello"), 400),
        Closed("length above 63 bits", Post("Content-Length: 99999999999999999999\r\n", "hello"), 400),
        Closed("length with a fraction", Post("Content-Length: 5.0\r\n", "hello"), 400),
        Closed("empty length", Post("Content-Length:\r\n", ""), 400),
        // Kestrel reads these three as the number they mean and they leave as that number, so nobody behind can read them differently.
        Passes("length with a plus", Post("Content-Length: +5\r\n", "hello"), "POST /p HTTP/1.1"),
        Passes("length of minus zero", Post("Content-Length: -0\r\n", ""), "POST /p HTTP/1.1"),
        Passes("length with leading zeros", Post("Content-Length: 005\r\n", "hello"), "POST /p HTTP/1.1"),
        Closed("length beside chunks", Post("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + Smuggled), 400),
        Closed("chunks beside a length", Post("Transfer-Encoding: chunked\r\nContent-Length: 6\r\n", "0\r\n\r\n" + Smuggled), 400),
        Refused("chunks beside the name that Kestrel gives a length", Post("Transfer-Encoding: chunked\r\nX-Content-Length: 6\r\n", "0\r\n\r\n"), 400),
        Refused("chunked twice", Post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400),
        Closed("chunked is not the last", Post("Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n"), 400),
        Closed("unknown transfer coding", Post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 400),
        Closed("identity", Post("Transfer-Encoding: identity\r\nContent-Length: 5\r\n", "hello"), 400),
        Closed("vertical tab before chunked", Post("Transfer-Encoding: \u000bchunked\r\n", "0\r\n\r\n"), 400),
        Closed("space before the colon", Post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"), 400),
        Closed("neither length nor chunks for POST over HTTP/1.0", $"POST /p HTTP/1.0\r\n{Host}{Key}\r\nhello", 400),
        // RFC 9112 §6.1 calls the framing faulty; that the connection closes keeps it harmless.
        new("chunks over HTTP/1.0", $"POST /p HTTP/1.0\r\n{Host}{Key}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", [200], true, ["POST /p HTTP/1.1"]),
        Refused("compressed transfer", Post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 400),
        Passes("no body at all for POST", Post("", ""), "POST /p HTTP/1.1"),
        Passes("body for GET", Get("Content-Length: 5\r\n") + "hello", "GET /g HTTP/1.1"),
        Passes("two in one packet", Get("", "/one") + Get("", "/two"), "GET /one HTTP/1.1", "GET /two HTTP/1.1"),
        Passes("CR LF before the next", Get("", "/one") + "\r\n" + Get("", "/two"), "GET /one HTTP/1.1", "GET /two HTTP/1.1"),
        new("request after close", Get("Connection: close\r\n") + Smuggled, [200], true, ["GET /g HTTP/1.1"]),
    ];
}
