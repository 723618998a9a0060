using Headgate.Gateway.Credentials;

namespace Headgate.Gateway.Tests.Credentials;

/// <summary>SEMANTICS §5: credentials are removed before forwarding, under every spelling that is read.</summary>
public sealed class CredentialRemoverTests
{
    [Theory]
    [InlineData("user_key=abc", "")]
    [InlineData("user_key=", "")]
    [InlineData("user_key", "")]
    [InlineData("USER%5fkey=a%20b", "")]
    [InlineData("user_key=a&User_Key=b", "")]
    [InlineData("user_key=abc&", "")]
    [InlineData("&user_key=abc", "")]
    [InlineData("&&user_key=abc&&", "")]
    [InlineData("a=1&user_key=abc", "a=1")]
    [InlineData("user_key=abc&a=1", "a=1")]
    [InlineData("a=1&user_key=abc&b=2", "a=1&b=2")]
    [InlineData("a=1&user_key=abc&", "a=1")]
    [InlineData("a=1&&user_key=abc&b=2", "a=1&&b=2")]
    [InlineData("user_key=1&a=%7e&user_key=2&a=+&user_key=3", "a=%7e&a=+")]
    [InlineData("a=1?&user_key=abc&b&c==&%zz", "a=1?&b&c==&%zz")]
    public void Takes_credentials_out_of_the_query(string query, string left) =>
        Assert.Equal(left, new CredentialRemover(Call.UserKey("HQ")).RemoveFromQuery(query));

    [Theory]
    [InlineData("")]
    [InlineData("a=1")]
    [InlineData("&a=1&&b=%41&")]
    [InlineData("user-key=1&user_key[]=2&my_user_key=3&a=user_key=4;user_key=5")]
    public void Returns_the_same_string_where_there_is_none(string query) =>
        Assert.Same(query, new CredentialRemover(Call.UserKey("Q")).RemoveFromQuery(query));

    [Fact]
    public void Leaves_the_query_alone_where_it_is_no_place_of_credentials()
    {
        var query = new string("user_key=abc");
        Assert.Same(query, new CredentialRemover(Call.UserKey("HA")).RemoveFromQuery(query));
    }

    [Fact]
    public void Takes_out_both_app_id_and_key() => Assert.Equal(
        "a=1&user_key=3", new CredentialRemover(Call.AppIdAndKey("Q")).RemoveFromQuery("APP_ID=1&a=1&app%5Fkey=2&user_key=3"));

    [Fact]
    public void Takes_credentials_out_of_a_long_query()
    {
        var others = string.Join('&', Enumerable.Range(0, 10_000).Select(i => $"p{i}=v{i}"));
        Assert.Equal(others, new CredentialRemover(Call.UserKey("Q")).RemoveFromQuery($"user_key=x&{others}&user_key=abc"));
    }

    [Theory]
    [InlineData("H", "user_key", true)]
    [InlineData("H", "User-Key", true)]
    [InlineData("H", "USER_KEY", true)]
    [InlineData("H", "userkey", false)]
    [InlineData("H", "user-keys", false)]
    [InlineData("H", "Authorization", false)]
    [InlineData("Q", "user_key", false)]
    [InlineData("A", "user_key", false)]
    [InlineData("A", "Authorization", true)]
    [InlineData("A", "authorization", true)]
    [InlineData("A", "Proxy-Authorization", false)]
    [InlineData("HA", "user-key", true)]
    [InlineData("HA", "AUTHORIZATION", true)]
    [InlineData("", "user_key", false)]
    public void Names_the_headers_that_are_not_forwarded(string places, string header, bool isCredential) =>
        Assert.Equal(isCredential, new CredentialRemover(Call.UserKey(places)).IsCredentialHeader(header));

    [Theory]
    [InlineData("x-a_b-c_d", true)]
    [InlineData("X_A-B_C-D", true)]
    [InlineData("app-key", true)]
    [InlineData("x-a-b-c", false)]
    public void Names_headers_of_many_spellings(string header, bool isCredential) =>
        Assert.Equal(isCredential, new CredentialRemover(Call.AppIdAndKey("H", id: "x_a_b_c_d")).IsCredentialHeader(header));
}
