using System.Text.Json.Nodes;
using Headgate.Compiler.Versions;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.TestOperator;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Operator.Tests.Cluster.Versions;

/// <summary>The Product of <see cref="Scenario"/> with its first version, and an operator that follows it.</summary>
internal sealed class VersionStory : IAsyncDisposable
{
    private RunningOperator? _running;

    private VersionStory(Stage stage) => (Stage, Configuration) = (stage, stage.Configure());

    /// <summary>Where it plays.</summary>
    public Stage Stage { get; }

    /// <summary>What the operator is told.</summary>
    public OperatorConfiguration Configuration { get; }

    /// <summary>The operator's clock.</summary>
    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    /// <summary>Begins it.</summary>
    public static async Task<VersionStory> BeginAsync(CancellationToken cancellationToken)
    {
        var story = new VersionStory(await Stage.OpenAsync(cancellationToken, tenants: 1));
        await Scenario.BeginAsync(story.Stage, cancellationToken);
        story._running = await RunningOperator.StartAsync(story.Stage, story.Configuration, story.Time, cancellationToken);
        await story.SettleAsync();
        return story;
    }

    /// <summary>Waits until all that stands there has its version, and is published as it should be.</summary>
    public Task SettleAsync() => Settling.UntilPublishedAsync(Stage, Configuration, Time, TestContext.Current.CancellationToken);

    /// <summary>The versions, oldest first.</summary>
    public async Task<IReadOnlyList<ProductVersion>> VersionsAsync() =>
        [.. (await TestOperator.Versions.RevisionsAsync(Stage, TestContext.Current.CancellationToken)).Select(revision => revision.Version).OrderBy(version => version.Number)];

    /// <summary>The Product as it stands.</summary>
    public Task<JsonObject> ProductAsync() =>
        Stage.Api.Api.GetAsync(Kinds.Products.PathOf(new ObjectKey(Stage.Tenants[0], "api")), TestContext.Current.CancellationToken);

    /// <summary>Changes the Product's spec.</summary>
    public async Task EditAsync(Action<JsonObject> edit)
    {
        var product = Scenario.Objects(Stage.Tenants[0])[0];
        edit(product["spec"]!.AsObject());
        await Stage.ApplyAsync(product, TestContext.Current.CancellationToken);
    }

    /// <summary>The reason of a condition of the Product.</summary>
    public async Task<string> ReasonAsync(string type) =>
        (await ReadConditions.FindAsync(Stage, Kinds.Products, "api", type, TestContext.Current.CancellationToken)).Reason;

    public async ValueTask DisposeAsync()
    {
        if (_running is not null) await _running.DisposeAsync();
        await Stage.DisposeAsync();
    }
}
