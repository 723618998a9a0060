using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.Resources;
using Headgate.TestOperator;

namespace Headgate.Operator.Tests.Cluster.Versions;

/// <summary>When versions are made, and when they are not.</summary>
public class VersionMakingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fifty_quick_edits_make_one_version_of_the_last()
    {
        await using var story = await VersionStory.BeginAsync(Cancel);
        for (var edit = 1; edit <= 50; edit++)
        {
            await story.Stage.ApplyAsync(Rule(story, $"/edit-{edit}"), Cancel);
            story.Time.Advance(TimeSpan.FromMilliseconds(100));
        }
        await story.SettleAsync();
        var versions = await story.VersionsAsync();
        Assert.Equal([1, 2], versions.Select(version => version.Number));
        Assert.Equal("/edit-50", Assert.Single(versions[1].Content!.Rules!).Pattern);
        Assert.NotNull(versions[1].Promoted);
    }

    [Fact]
    public async Task What_is_applied_again_and_what_acts_at_once_makes_no_version()
    {
        await using var story = await VersionStory.BeginAsync(Cancel);
        var tenant = story.Stage.Tenants[0];
        foreach (var manifest in Scenario.Objects(tenant)) await story.Stage.ApplyAsync(manifest, Cancel);
        await Scenario.GoOnAsync(story.Stage, Cancel);
        await story.EditAsync(spec =>
        {
            spec["displayName"] = "Another name";
            spec["limits"] = new JsonObject { ["whenStoreUnavailable"] = "Deny" };
            spec["allowedNamespaces"] = new JsonObject { ["from"] = "All" };
        });
        await story.SettleAsync();
        await Settling.ForAsync(TimeSpan.FromMinutes(1), story.Stage, story.Time, Cancel);
        Assert.Equal([1], (await story.VersionsAsync()).Select(version => version.Number));
    }

    [Fact]
    public async Task Content_that_comes_back_has_a_new_number_and_its_old_digest()
    {
        await using var story = await VersionStory.BeginAsync(Cancel);
        foreach (var pattern in new[] { "/other", "/hello" })
        {
            await story.Stage.ApplyAsync(Rule(story, pattern), Cancel);
            await story.SettleAsync();
        }
        var versions = await story.VersionsAsync();
        Assert.Equal([1, 2, 3], versions.Select(version => version.Number));
        Assert.Equal(versions[0].Digest, versions[2].Digest);
        Assert.NotEqual(versions[0].Digest, versions[1].Digest);
    }

    [Fact]
    public async Task History_is_as_long_as_the_spec_says_and_what_is_in_use_stays()
    {
        await using var story = await VersionStory.BeginAsync(Cancel);
        await story.EditAsync(spec =>
        {
            spec["revisionHistoryLimit"] = 2;
            spec["production"] = new JsonObject { ["promotion"] = "Manual", ["version"] = 1 };
        });
        for (var edit = 2; edit <= 5; edit++)
        {
            await story.Stage.ApplyAsync(Rule(story, $"/edit-{edit}"), Cancel);
            await story.SettleAsync();
        }
        await Settling.UntilAsync(async () => (await story.VersionsAsync()).Count == 3, story.Stage, story.Time, Cancel);
        Assert.Equal([1, 4, 5], (await story.VersionsAsync()).Select(version => version.Number));
    }

    [Fact]
    public async Task What_somebody_changed_is_no_version_and_nothing_is_taken_from_production()
    {
        await using var story = await VersionStory.BeginAsync(Cancel);
        var before = await Published.ReadAsync(story.Stage, story.Configuration, Cancel);
        var revision = Assert.Single(await TestOperator.Versions.RevisionsAsync(story.Stage, Cancel));
        var lie = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["headgate.dev/digest"] = new string('0', 64) } } };
        await story.Stage.Api.Api.MergeAsync(Kinds.Revisions.PathOf(revision.Key), lie, Cancel);
        await Settling.UntilAsync(async () => (await story.VersionsAsync()).Count == 2, story.Stage, story.Time, Cancel);
        await Settling.ForAsync(TimeSpan.FromMinutes(1), story.Stage, story.Time, Cancel);
        var versions = await story.VersionsAsync();
        Assert.Null(versions[0].Content);
        Assert.NotNull(versions[1].Content);
        Assert.Equal(before, await Published.ReadAsync(story.Stage, story.Configuration, Cancel));
    }

    [Fact]
    public async Task Versions_go_with_their_Product_and_its_successor_begins_anew()
    {
        await using var story = await VersionStory.BeginAsync(Cancel);
        await story.Stage.ApplyAsync(Rule(story, "/other"), Cancel);
        await story.SettleAsync();
        await story.Stage.DeleteAsync(Kinds.Products, new ObjectKey(story.Stage.Tenants[0], "api"), Cancel);
        await story.Stage.ApplyAsync(Scenario.Objects(story.Stage.Tenants[0])[0], Cancel);
        await story.SettleAsync();
        var uid = (string)(await story.ProductAsync())["metadata"]!["uid"]!;
        var own = (await TestOperator.Versions.RevisionsAsync(story.Stage, Cancel)).Where(revision => revision.ProductUid == uid);
        Assert.Equal([1], own.Select(revision => revision.Version.Number));
    }

    private static JsonObject Rule(VersionStory story, string pattern)
    {
        var rule = Scenario.Objects(story.Stage.Tenants[0]).Single(item => (string)item["kind"]! == nameof(MappingRule));
        rule["spec"]!["pattern"] = pattern;
        return rule;
    }
}
