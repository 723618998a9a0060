using Headgate.Compiler.Versions;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Versions;
using Headgate.Operator.Versions;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.StagingTest;

/// <summary>Keeps and tells how test calls went.</summary>
internal sealed class TestVerdicts(VersionRegister versions, RevisionWriter writer, StagingTests tests, EventRecorder events, TimeProvider time)
{
    /// <summary>Notes with the version that it passed, for good.</summary>
    /// <exception cref="ApiException">That could not be kept.</exception>
    public async Task PassAsync(Product product, ProductVersion version, TestCall call, TestAnswer answer, CancellationToken cancellationToken)
    {
        // It may have been forgotten meanwhile.
        if (versions.RevisionsOf(product).FirstOrDefault(revision => revision.Version.Number == version.Number) is not { } revision) return;
        await writer.AnnotateAsync(revision, ProductRevision.TestedAnnotation, answer.ResultOf(call.Path, time.GetUtcNow()).Write(), cancellationToken);
        tests.Forget(product.FullName);
        Tell(product, isWarning: false, Reasons.TestPassed, $"GET {call.Path} to {version} was answered with {answer}", call);
    }

    /// <summary>Notes that it failed. A failure is told again only when it is of another sort.</summary>
    public void Fail(Product product, ProductVersion version, TestCall call, TestAnswer answer)
    {
        var what = answer.ToString();
        var before = tests.FailureOf(product.FullName);
        if (before is not null && before.IsOf(version, call.Path) && !answer.IsOtherThan(before.What)) return;
        tests.Fail(product.FullName, new TestOutcome(version.Number, call.Path, what, time.GetUtcNow()));
        Tell(product, isWarning: true, Reasons.TestFailed, $"GET {call.Path} to {version} failed: {what}", call);
    }

    private void Tell(Product product, bool isWarning, string reason, string note, TestCall call) => events.Record(
        new EventSubject(Kinds.Products, ObjectKey.Parse(product.FullName), product.Metadata.Uid!), isWarning, reason, "Test", $"{note}\nRepeat it: {call.Curl()}");
}
