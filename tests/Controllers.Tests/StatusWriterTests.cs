using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using static Headgate.Controllers.Tests.StatusTarget;

namespace Headgate.Controllers.Tests;

/// <summary>
/// Statuses are written where they differ, keep the times of their transitions, and never reach an object that they are not of.
/// </summary>
public class StatusWriterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_status_that_is_not_there_is_written_with_the_time_of_now()
    {
        await using var target = await CreateAsync();
        var written = await target.WriteAsync(Condition("Ready", "True", "All is well."));
        var condition = Assert.Single(await target.ConditionsAsync()).Value;
        Assert.True(JsonNode.DeepEquals(condition, written!["conditions"]![0]));
        Assert.Equal(target.Time.GetUtcNow(), TimeOf(condition));
        Assert.Equal("2026-11-24T08:00:00Z", (string?)condition["lastTransitionTime"]);
        Assert.Equal(("True", "All is well."), ((string?)condition["status"], (string?)condition["message"]));
    }

    [Fact]
    public async Task Nothing_is_asked_when_nothing_differs_whatever_the_order()
    {
        await using var target = await CreateAsync();
        var written = await target.WriteAsync(Condition("Ready", "True"), Condition("Accepted", "True"));
        var asked = target.Wire.Asked.Count;
        target.Time.Advance(TimeSpan.FromHours(1));
        Assert.Same(written, await target.WriteOverAsync(written, Condition("Ready", "True"), Condition("Accepted", "True")));
        Assert.Same(written, await target.WriteOverAsync(written, Condition("Accepted", "True"), Condition("Ready", "True")));
        var reordered = new JsonObject();
        foreach (var (name, value) in Condition("Accepted", "True").Reverse()) reordered[name] = value?.DeepClone();
        Assert.Same(written, await target.WriteOverAsync(written, reordered, Condition("Ready", "True")));
        Assert.Equal(asked, target.Wire.Asked.Count);
    }

    [Theory]
    [InlineData("message")]
    [InlineData("reason")]
    [InlineData("observedGeneration")]
    public async Task The_time_of_a_transition_stays_when_something_else_than_the_status_changes(string field)
    {
        await using var target = await CreateAsync();
        await target.WriteAsync(Condition("Ready", "False", "Wait."));
        target.Time.Advance(TimeSpan.FromMinutes(5));
        var changed = Condition("Ready", "False", "Wait.");
        changed[field] = field == "observedGeneration" ? 2 : "Other";
        await target.WriteAsync(changed);
        var condition = (await target.ConditionsAsync())["Ready"];
        Assert.Equal(field == "observedGeneration" ? "2" : "Other", condition[field]!.ToString());
        Assert.Equal(target.Time.Start, TimeOf(condition));
    }

    [Fact]
    public async Task The_time_moves_for_the_condition_whose_status_changes_and_for_no_other()
    {
        await using var target = await CreateAsync();
        await target.WriteAsync(Condition("Ready", "False"), Condition("Accepted", "True"));
        target.Time.Advance(TimeSpan.FromMinutes(5));
        await target.WriteAsync(Condition("Ready", "True"), Condition("Accepted", "True"), Condition("New", "Unknown"));
        var conditions = await target.ConditionsAsync();
        Assert.Equal(target.Time.GetUtcNow(), TimeOf(conditions["Ready"]));
        Assert.Equal(target.Time.Start, TimeOf(conditions["Accepted"]));
        Assert.Equal(target.Time.GetUtcNow(), TimeOf(conditions["New"]));
    }

    [Fact]
    public async Task What_is_not_wanted_any_more_goes_and_what_others_wrote_stays()
    {
        await using var target = await CreateAsync();
        var foreign = Condition("Foreign", "True");
        foreign["lastTransitionTime"] = "2020-01-01T00:00:00Z";
        var patch = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Service",
            ["metadata"] = new JsonObject { ["name"] = target.Key.Name },
            ["status"] = new JsonObject { ["conditions"] = new JsonArray(foreign) },
        };
        await target.Api.Api.ApplyAsync(Services.PathOf(target.Key, "status"), patch, "foreigner", Cancel);
        var spec = (await target.ReadAsync())["spec"];
        await target.WriteAsync(Condition("Ready", "False"), Condition("Passing", "True"));
        Assert.Equal(3, (await target.ConditionsAsync()).Count);
        await target.WriteAsync(Condition("Ready", "True"));
        var conditions = await target.ConditionsAsync();
        Assert.Equal(["Foreign", "Ready"], conditions.Keys.Order());
        Assert.Equal(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), TimeOf(conditions["Foreign"]));
        Assert.True(JsonNode.DeepEquals(spec, (await target.ReadAsync())["spec"]));

        // With something foreign in it a status always differs from what is wanted; writing it again changes nothing.
        var before = await target.ReadAsync();
        await target.WriteAsync(Condition("Ready", "True"));
        Assert.Equal(VersionOf(before), VersionOf(await target.ReadAsync()));
    }

    [Theory]
    [InlineData(HttpStatusCode.Conflict)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task A_refusal_that_passes_is_told_so_that_the_status_is_written_later(HttpStatusCode status)
    {
        const string Body = """{"kind":"Status","reason":"Conflict","message":"the object has been modified"}""";
        await using var target = await CreateAsync();
        target.Wire.Refuse(HttpMethod.Patch, status, times: 2, body: Body);
        for (var failure = 0; failure < 2; failure++)
            Assert.Equal(status, (await Assert.ThrowsAsync<ApiException>(() => target.WriteAsync(Condition("Ready", "True")))).Status);
        Assert.Empty(await target.ConditionsAsync());
        Assert.NotNull(await target.WriteAsync(Condition("Ready", "True")));
        Assert.Single(await target.ConditionsAsync());
    }

    [Fact]
    public async Task A_status_that_was_written_without_an_answer_is_written_again_without_a_change()
    {
        await using var target = await CreateAsync();
        var known = (await target.ReadAsync())["status"]!.AsObject();
        target.Wire.Arriving = _ => throw new HttpRequestException("Cut.");
        await Assert.ThrowsAsync<HttpRequestException>(() => target.WriteOverAsync(known, Condition("Ready", "True")));
        target.Wire.Arriving = null;
        var before = await target.ReadAsync();
        Assert.NotNull(await target.WriteOverAsync(known, Condition("Ready", "True")));
        Assert.Equal(VersionOf(before), VersionOf(await target.ReadAsync()));
    }

    [Fact]
    public async Task The_status_of_an_object_that_is_gone_goes_nowhere()
    {
        await using var target = await CreateAsync();
        await target.DeleteAsync();
        Assert.Null(await target.WriteOverAsync(current: null, Condition("Ready", "True")));
        Assert.True((await Assert.ThrowsAsync<ApiException>(target.ReadAsync)).IsNotFound);
    }

    [Fact]
    public async Task The_status_of_an_object_that_was_made_anew_is_not_written_to_the_new_one()
    {
        await using var target = await CreateAsync();
        var written = await target.WriteAsync(Condition("Ready", "True"));
        await target.DeleteAsync();
        await target.MakeAsync();
        var before = await target.ReadAsync();
        Assert.Null(await target.WriteOverAsync(written, Condition("Ready", "False")));
        Assert.Null(await target.WriteOverAsync(current: null, Condition("Ready", "False")));
        Assert.True(JsonNode.DeepEquals(before, await target.ReadAsync()));
    }

    private static DateTimeOffset TimeOf(JsonObject condition) =>
        DateTimeOffset.Parse((string)condition["lastTransitionTime"]!, CultureInfo.InvariantCulture);

    private static string? VersionOf(JsonObject item) => (string?)item["metadata"]!["resourceVersion"];
}
