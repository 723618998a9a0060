using Headgate.Configuration;
using Headgate.Limits.Tests.Stores;

namespace Headgate.Limits.Tests;

/// <summary>Numbers that would open a limit never reach a store.</summary>
public sealed class ReserveRequestTests
{
    private readonly ReserveRequest _request = Ask.For("a/b");

    [Theory, InlineData(0), InlineData(-1), InlineData(long.MinValue)]
    public void A_cost_is_at_least_one_unit(long units)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _request.AddCost("hits", units));
        Assert.True(_request.Costs.IsEmpty);
    }

    [Theory]
    [InlineData(-1, 0, 10), InlineData(long.MinValue, 0, 10), InlineData(2, 1, 10), InlineData(1, 1, -1), InlineData(1, 1, long.MinValue)]
    public void A_claim_of_impossible_numbers_is_an_error(long need, long want, long max)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _request.AddClaim(
            new Claim { Metric = "hits", Period = Period.Day, Need = need, Want = want, Max = max, Enforced = true }));
        Assert.True(_request.Claims.IsEmpty);
    }

    [Fact]
    public void Beginning_forgets_what_was_asked_and_answered()
    {
        _request.Costing("hits").Limited("hits", Period.Day, 1).Now = DateTimeOffset.MaxValue;
        _request.Begin("c/d");
        Assert.Equal(("c/d", default), (_request.Application, _request.Now));
        Assert.True(_request.Costs.IsEmpty && _request.Claims.IsEmpty);
    }
}
