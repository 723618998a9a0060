using System.Text;

namespace Headgate.Gateway.Tests.Credentials;

/// <summary>
/// SEMANTICS §5: a user key is the Basic user, else the Bearer token; an app id and key are Basic user and password. In these tables
/// <c>{text}</c> stands for the Base64 of the text.
/// </summary>
public sealed class AuthorizationCredentialTests
{
    [Theory]
    [InlineData("Basic {abc:}", "[abc]")]
    [InlineData("Basic {abc:secret}", "[abc]")]
    [InlineData("basic {abc:}", "[abc]")]
    [InlineData("BASIC {abc:}", "[abc]")]
    [InlineData("Basic    {abc:}", "[abc]")]
    [InlineData("Basic\t{abc:}", "[abc]")]
    [InlineData("Basic {:secret}", "[]")]
    [InlineData("Basic {:}", "[]")]
    [InlineData("Basic {abc}", "missing")]
    [InlineData("Basic", "missing")]
    [InlineData("Basic ", "missing")]
    [InlineData("Basic =", "missing")]
    [InlineData("Basic !!!notbase64", "missing")]
    [InlineData("Basic YWJjOg", "[abc]")]
    [InlineData("Basic YWJjOg=", "[abc]")]
    [InlineData("Basic YWJjOg==and more", "[abc]")]
    [InlineData("Basic YWJjOh==", "[abc]")]
    [InlineData("Basic YWJjO", "missing")]
    [InlineData("Basic YWJj Og==", "missing")]
    [InlineData("Basic Pj4-Pz8_Ong=", "missing")]
    [InlineData("Basic Pj4+Pz8/Ong=", "[>>>???]")]
    [InlineData("Basic {a%20b:x}", "[a%20b]")]
    [InlineData("Basic { abc :x}", "[ abc ]")]
    [InlineData("Basic {café🔑:x}", "[café🔑]")]
    [InlineData("Basic /zp4", "[\uFFFD]")]
    [InlineData("Basic {a\0b:x}", "[a\0b]")]
    [InlineData("Basic{abc:}", "missing")]
    [InlineData("Bearer abc", "[abc]")]
    [InlineData("bearer abc", "[abc]")]
    [InlineData("BEARER   abc", "[abc]")]
    [InlineData("Bearer a b", "[a b]")]
    [InlineData("Bearer a,b", "[a,b]")]
    [InlineData("Bearer {abc:x}", "[YWJjOng=]")]
    [InlineData("Bearer", "[]")]
    [InlineData("Bearerabc", "missing")]
    [InlineData("Bearers abc", "missing")]
    [InlineData("Digest username=\"abc\"", "missing")]
    [InlineData("abc", "missing")]
    [InlineData("", "missing")]
    [InlineData("Basic {abc:1} | Authorization: Basic {abc:2}", "[abc]")]
    [InlineData("Basic {abc:} | Authorization: Bearer abc", "[abc]")]
    [InlineData("Digest x | Authorization: Bearer abc", "[abc]")]
    [InlineData("Basic {abc:} | Authorization: Basic {abd:}", "conflicting")]
    [InlineData("Bearer abc | Authorization: Bearer abd", "conflicting")]
    [InlineData("Bearer abc | Authorization: Basic {:abc}", "conflicting")]
    public void A_user_key_stands_in_Authorization(string line, string read) =>
        Assert.Equal(read, Parse(line).ReadBy(Call.UserKey("A", "my-key")));

    [Theory]
    [InlineData("Basic {1:2}", "[1] [2]")]
    [InlineData("bASIC {1:2}", "[1] [2]")]
    [InlineData("Basic {1:}", "[1] []")]
    [InlineData("Basic {:2}", "[] [2]")]
    [InlineData("Basic {:}", "[] []")]
    [InlineData("Basic {1}", "missing")]
    [InlineData("Basic {abc:p:q}", "[abc:p] [q]")]
    [InlineData("Basic {:::}", "[::] []")]
    [InlineData("Basic {ключ:пароль}", "[ключ] [пароль]")]
    [InlineData("Bearer 1", "missing")]
    [InlineData("Bearer 1:2", "missing")]
    [InlineData("Basic {1:2} | Authorization: Basic {1:2}", "[1] [2]")]
    [InlineData("Basic {1:2} | Authorization: Basic {1:3}", "conflicting")]
    [InlineData("Basic {1:2} | Authorization: Basic {0:2}", "conflicting")]
    public void An_app_id_and_key_stand_in_Authorization(string line, string read) =>
        Assert.Equal(read, Parse(line).ReadBy(Call.AppIdAndKey("A")));

    [Fact]
    public void A_value_may_be_huge()
    {
        var key = new string('k', 1_000_000);
        Assert.Equal($"[1] [{key}]", Parse($"Basic {{1:{key}}}").ReadBy(Call.AppIdAndKey("A")));
        Assert.Equal($"[{key}]", Parse($"Bearer {key}").ReadBy(Call.UserKey("A")));
    }

    private static Call Parse(string line)
    {
        var open = line.IndexOf('{', StringComparison.Ordinal);
        if (open < 0) return Call.Parse($"Authorization: {line}");
        var close = line.IndexOf('}', open);
        return Parse(line[..open] + Convert.ToBase64String(Encoding.UTF8.GetBytes(line[(open + 1)..close])) + line[(close + 1)..]);
    }
}
