namespace Headgate.Gateway.Tests.Credentials;

/// <summary>
/// SEMANTICS §5: query names compare without case; names and values are percent-decoded; an empty value is present, none is missing.
/// </summary>
public sealed class QueryCredentialTests
{
    [Theory]
    [InlineData("", "missing")]
    [InlineData("?user_key", "missing")]
    [InlineData("?user_key&a=b", "missing")]
    [InlineData("?user_key=", "[]")]
    [InlineData("?user_key=&a=b", "[]")]
    [InlineData("?user_key=abc", "[abc]")]
    [InlineData("?a=b&user_key=abc&c=d", "[abc]")]
    [InlineData("?USER_KEY=abc", "[abc]")]
    [InlineData("?User_Key=abc", "[abc]")]
    [InlineData("?user-key=abc", "missing")]
    [InlineData("?userkey=abc", "missing")]
    [InlineData("?my_user_key=abc", "missing")]
    [InlineData("?user_key2=abc", "missing")]
    [InlineData("?user_key[]=abc", "missing")]
    [InlineData("?a=user_key=abc", "missing")]
    [InlineData("?a=b;user_key=abc", "missing")]
    [InlineData("??user_key=abc", "missing")]
    [InlineData("?&&user_key=abc&&", "[abc]")]
    [InlineData("?user_key=a=b", "[a=b]")]
    [InlineData("?user_key==", "[=]")]
    [InlineData("?user_key=a;b", "[a;b]")]
    [InlineData("?user_key=a+b", "[a+b]")]
    [InlineData("?user_key=a%2Bb", "[a+b]")]
    [InlineData("?user_key=a%20b", "[a b]")]
    [InlineData("?user_key=a%26b%3Dc", "[a&b=c]")]
    [InlineData("?user_key=caf%C3%A9", "[café]")]
    [InlineData("?user_key=café", "[café]")]
    [InlineData("?user_key=%2541", "[%41]")]
    [InlineData("?user_key=a%00b", "[a\0b]")]
    [InlineData("?user_key=%", "[%]")]
    [InlineData("?user_key=%4", "[%4]")]
    [InlineData("?user_key=%zz%41", "[%zzA]")]
    [InlineData("?user_key=%FF", "[%FF]")]
    [InlineData("?user%5Fkey=abc", "[abc]")]
    [InlineData("?%75%73%65%72_%6B%65%79=abc", "[abc]")]
    [InlineData("?USER%5fKEY=abc", "[abc]")]
    [InlineData("?user_key%00=abc", "missing")]
    [InlineData("?user%255Fkey=abc", "missing")]
    [InlineData("?user_key%3Dabc", "missing")]
    [InlineData("user_key: abc", "missing")]
    [InlineData("Authorization: Bearer abc", "missing")]
    public void A_user_key_stands_in_its_parameter(string call, string read) =>
        Assert.Equal(read, Call.Parse(call).ReadBy(Call.UserKey("Q")));

    [Theory]
    [InlineData("?user_key=abc&user_key=abc", "[abc]")]
    [InlineData("?user_key=abc&USER_KEY=abc", "[abc]")]
    [InlineData("?user_key=abc&user_key=%61bc", "[abc]")]
    [InlineData("?user_key=abc&user%5Fkey=abc", "[abc]")]
    [InlineData("?user_key&user_key=abc", "[abc]")]
    [InlineData("?user_key=abc&user_key", "[abc]")]
    [InlineData("?user_key=a&user_key=b", "conflicting")]
    [InlineData("?user_key=a&a=b&User_Key=b", "conflicting")]
    [InlineData("?user_key=a&user%5Fkey=b", "conflicting")]
    [InlineData("?user_key=abc&user_key=ABC", "conflicting")]
    [InlineData("?user_key=abc&user_key=", "conflicting")]
    [InlineData("?user_key=a&user_key=b&user_key=a", "conflicting")]
    public void A_parameter_may_come_again_with_the_same_value(string call, string read) =>
        Assert.Equal(read, Call.Parse(call).ReadBy(Call.UserKey("Q")));

    [Theory]
    [InlineData("api.key", "?api.key=1", "[1]")]
    [InlineData("api.key", "?apixkey=1", "missing")]
    [InlineData("api-key", "?api_key=1", "missing")]
    [InlineData("a&b", "?a%26b=1", "[1]")]
    [InlineData("a&b", "?a&b=1", "missing")]
    [InlineData("a%b", "?a%25b=1", "[1]")]
    [InlineData("a+b", "?a+b=1", "[1]")]
    [InlineData("schlüssel", "?schl%C3%BCssel=1", "[1]")]
    [InlineData("schlüssel", "?SCHL%c3%9cSSEL=1", "[1]")]
    [InlineData("task", "?tas\u212A=1", "missing")]
    [InlineData("task", "?ta\u017Fk=1", "missing")]
    public void The_parameter_has_the_configured_name(string name, string call, string read) =>
        Assert.Equal(read, Call.Parse(call).ReadBy(Call.UserKey("Q", name)));

    [Fact]
    public void A_query_may_have_very_many_parameters()
    {
        var others = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"%70{i}=v{i}&"));
        Assert.Equal("[abc]", Call.Parse($"?{others}user_key=abc").ReadBy(Call.UserKey("Q")));
        Assert.Equal("conflicting", Call.Parse($"?user_key=x&{others}user_key=abc").ReadBy(Call.UserKey("Q")));
    }

    [Fact]
    public void Names_and_values_may_be_huge()
    {
        var escapes = string.Concat(Enumerable.Repeat("%41", 100_000));
        Assert.Equal("missing", Call.Parse($"?{escapes}=abc").ReadBy(Call.UserKey("Q")));
        Assert.Equal($"[{new string('A', 100_000)}]", Call.Parse($"?user_key={escapes}").ReadBy(Call.UserKey("Q")));
    }
}
