namespace Headgate.Gateway.Tests.Credentials;

/// <summary>SEMANTICS §5: header names compare without case and treat - and _ as equal; a line is one value.</summary>
public sealed class HeaderCredentialTests
{
    [Theory]
    [InlineData("user_key: abc", "[abc]")]
    [InlineData("user-key: abc", "[abc]")]
    [InlineData("USER_KEY: abc", "[abc]")]
    [InlineData("User-Key: abc", "[abc]")]
    [InlineData("userkey: abc", "missing")]
    [InlineData("user.key: abc", "missing")]
    [InlineData("x-user-key: abc", "missing")]
    [InlineData("user_key:", "[]")]
    [InlineData("user_key: a,b", "[a,b]")]
    [InlineData("user_key: a, b", "[a, b]")]
    [InlineData("user_key: \"abc\"", "[\"abc\"]")]
    [InlineData("user_key: a%20b", "[a%20b]")]
    [InlineData("user_key: a+b=c&d", "[a+b=c&d]")]
    [InlineData("user_key: schlüssel🔑", "[schlüssel🔑]")]
    [InlineData("user_key: abc | user_key: abc", "[abc]")]
    [InlineData("user_key: abc | user-key: abc", "[abc]")]
    [InlineData("user_key: abc | user_key: abd", "conflicting")]
    [InlineData("user_key: abc | user-key: abd", "conflicting")]
    [InlineData("user_key: abc | User-Key: ABC", "conflicting")]
    [InlineData("user_key: abc | user_key:", "conflicting")]
    [InlineData("user_key: abc | user_key: abc | user_key: x", "conflicting")]
    [InlineData("other: abc | ?user_key=abc", "missing")]
    [InlineData("Authorization: Bearer abc", "missing")]
    public void A_user_key_stands_in_its_header(string call, string read) =>
        Assert.Equal(read, Call.Parse(call).ReadBy(Call.UserKey("H")));

    [Theory]
    [InlineData("X-API-Key", "x_api-key: 1", "[1]")]
    [InlineData("X-API-Key", "X_API_KEY: 1", "[1]")]
    [InlineData("X-API-Key", "x_api-key: 1 | x-api_key: 1", "[1]")]
    [InlineData("X-API-Key", "x_api-key: 1 | x-api_key: 2", "conflicting")]
    [InlineData("x_a_b_c", "x-a-b-c: 1", "[1]")]
    [InlineData("x_a_b_c", "X-A_B-C: 1 | x_a_b_c: 2", "conflicting")]
    [InlineData("x_a_b_c_d", "x-a-b-c-d: 1", "[1]")]
    [InlineData("x_a_b_c_d", "X-A_B-C_D: 1", "[1]")]
    [InlineData("x_a_b_c_d", "x-a-b-c-d: 1 | x_a_b_c_d: 1", "[1]")]
    [InlineData("x_a_b_c_d", "x-a-b-c-d: 1 | x_a_b_c_d: 2", "conflicting")]
    [InlineData("x_a_b_c_d", "x-a-b-c-e: 1", "missing")]
    [InlineData("--------------------", "____________________: 1", "[1]")]
    [InlineData("key", "KEY: 1", "[1]")]
    [InlineData("x.key", "x.key: 1", "[1]")]
    [InlineData("x.key", "x-key: 1", "missing")]
    [InlineData("cookie", "Cookie: a=b; c=d", "[a=b; c=d]")]
    [InlineData("authorization", "Authorization: Bearer abc", "[Bearer abc]")]
    public void The_header_has_the_configured_name(string name, string call, string read) =>
        Assert.Equal(read, Call.Parse(call).ReadBy(Call.UserKey("H", name)));

    [Fact]
    public void A_value_may_be_huge()
    {
        var key = new string('k', 1_000_000);
        Assert.Equal($"[{key}]", Call.Parse($"user-key: {key}").ReadBy(Call.UserKey("H")));
    }
}
