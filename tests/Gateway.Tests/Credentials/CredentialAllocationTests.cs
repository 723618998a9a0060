using Headgate.Configuration;
using Headgate.Gateway.Credentials;

namespace Headgate.Gateway.Tests.Credentials;

/// <summary>DESIGN §5: no allocation for key-authenticated calls.</summary>
public sealed class CredentialAllocationTests
{
    [Fact]
    public void A_key_in_a_header_allocates_nothing() =>
        AssertReadAllocatesNothing(Call.UserKey("HQ"), "X-Other: 1 | User-Key: abc | ?a=1");

    [Fact]
    public void A_key_in_the_query_allocates_nothing() => AssertReadAllocatesNothing(Call.UserKey("HQ"), "X-Other: 1 | ?a=1&user_key=abc");

    [Fact]
    public void An_encoded_name_allocates_nothing() => AssertReadAllocatesNothing(Call.UserKey("HQ"), "?%61=1&user%5Fkey=abc");

    [Fact]
    public void A_bearer_token_allocates_nothing() => AssertReadAllocatesNothing(Call.UserKey("HQA"), "Authorization: Bearer abc");

    [Fact]
    public void An_id_and_a_key_allocate_nothing() => AssertReadAllocatesNothing(Call.AppIdAndKey("HQ"), "app_id: 1 | ?app_key=2");

    [Fact]
    public void Removing_nothing_allocates_nothing()
    {
        var remover = new CredentialRemover(Call.UserKey("HQ"));
        AssertAllocatesNothing(() => remover.RemoveFromQuery("a=1&b=2").Length + (remover.IsCredentialHeader("X-Other") ? 1 : 0));
    }

    private static void AssertReadAllocatesNothing(Authentication authentication, string text)
    {
        var reader = new CredentialReader(authentication);
        var call = Call.Parse(text);
        Assert.Equal(CredentialOutcome.Present, reader.Read(call.Headers, call.Query.AsMemory()).Outcome);
        AssertAllocatesNothing(() => reader.Read(call.Headers, call.Query.AsMemory()).Key.Length);
    }

    private static void AssertAllocatesNothing(Func<int> work)
    {
        // What work allocates shows in every round. What the runtime counts to this thread on its own account, such as the rest of an
        // allocation context that a collection on another thread gives up, does not.
        var fewest = Enumerable.Range(0, 5).Min(_ => BytesOf(work));
        Assert.Equal(0, fewest);
    }

    private static long BytesOf(Func<int> work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
