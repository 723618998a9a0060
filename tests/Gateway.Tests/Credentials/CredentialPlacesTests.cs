using Headgate.Gateway.Credentials;

namespace Headgate.Gateway.Tests.Credentials;

/// <summary>SEMANTICS §5 and §1: several places together; what is missing outweighs what conflicts.</summary>
public sealed class CredentialPlacesTests
{
    [Theory]
    [InlineData("HQ", "user_key: abc", "[abc]")]
    [InlineData("HQ", "?user_key=abc", "[abc]")]
    [InlineData("HQ", "user_key: abc | ?user_key=abc", "[abc]")]
    [InlineData("HQ", "user_key: a b | ?user_key=a%20b", "[a b]")]
    [InlineData("HQ", "user_key: abc | ?user_key", "[abc]")]
    [InlineData("HQ", "user_key: abc | ?user_key=", "conflicting")]
    [InlineData("HQ", "user_key: abc | ?user_key=abd", "conflicting")]
    [InlineData("QH", "user_key: abc | ?user_key=abd", "conflicting")]
    [InlineData("HQ", "user_key: abc | Authorization: Bearer abd", "[abc]")]
    [InlineData("HQA", "user_key: abc | Authorization: Bearer abc", "[abc]")]
    [InlineData("HQA", "user_key: abc | Authorization: Bearer abd", "conflicting")]
    [InlineData("HQA", "user_key: abc | Authorization: Digest abd", "[abc]")]
    [InlineData("AQ", "Authorization: Bearer abc | ?user_key=abd", "conflicting")]
    [InlineData("H", "user_key: abc | ?user_key=abd", "[abc]")]
    [InlineData("", "user_key: abc | ?user_key=abc | Authorization: Bearer abc", "missing")]
    public void A_user_key_is_the_same_in_every_place(string places, string call, string read) =>
        Assert.Equal(read, Call.Parse(call).ReadBy(Call.UserKey(places)));

    [Theory]
    [InlineData("HQ", "app_id: 1 | ?app_key=2", "[1] [2]")]
    [InlineData("HQ", "app-key: 2 | ?app_id=1", "[1] [2]")]
    [InlineData("QA", "Authorization: Basic MToy | ?app_id=1", "[1] [2]")]
    [InlineData("QA", "Authorization: Basic MToy | ?app_id=3", "conflicting")]
    [InlineData("QA", "Authorization: Bearer 1 | ?app_key=2", "missing")]
    [InlineData("HQ", "app_id: 1 | app_key: 2 | ?app_key=3", "conflicting")]
    [InlineData("Q", "?app_id=1&app_id=2", "missing")]
    [InlineData("Q", "?app_key=1&app_key=2", "missing")]
    [InlineData("HQ", "app_id: 1 | ?app_id=2&app_key", "missing")]
    [InlineData("Q", "?app_id=1&app_id=2&app_key=", "conflicting")]
    [InlineData("Q", "?app_id=1&app_key=2&app_key=3", "conflicting")]
    [InlineData("Q", "?app_id=1", "missing")]
    [InlineData("Q", "?app_id=&app_key=", "[] []")]
    [InlineData("Q", "?App_Id=1&APP%5FKEY=%32", "[1] [2]")]
    [InlineData("H", "App-Id: 1 | App_Key: 2", "[1] [2]")]
    public void An_app_id_and_key_are_looked_for_each_on_its_own(string places, string call, string read) =>
        Assert.Equal(read, Call.Parse(call).ReadBy(Call.AppIdAndKey(places)));

    [Fact]
    public void Exactly_one_kind_must_be_configured()
    {
        Assert.Throws<ArgumentException>(() => new CredentialReader(new()));
        Assert.Throws<ArgumentException>(() => new CredentialRemover(new()));
        var both = Call.UserKey("H") with { AppIdAndKey = Call.AppIdAndKey("H").AppIdAndKey };
        Assert.Throws<ArgumentException>(() => new CredentialReader(both));
        Assert.Throws<ArgumentException>(() => new CredentialRemover(both));
    }

    [Fact]
    public void What_was_read_never_shows_in_text() =>
        Assert.DoesNotContain("abc", new PresentedCredentials("abc".AsMemory(), "abc".AsMemory()).ToString(), StringComparison.Ordinal);
}
