using Headgate.Operator.Cluster.Observing;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Statuses;

/// <summary>The status of an object that this operator cannot read: fields, fix, and what follows for what is served.</summary>
internal static class UnreadableStatus
{
    private const int MostCharacters = 4096;

    /// <summary>The status.</summary>
    public static ResourceStatus Of(Observed observed)
    {
        var problems = string.Join("\n", observed.Problems);
        if (problems.Length > MostCharacters) problems = problems[..MostCharacters] + "…";
        var status = new ResourceStatus
        {
            ObservedGeneration = observed.Generation,
            Conditions =
            [
                New(ConditionTypes.Accepted, ConditionStatus.False,
                    $"{problems}\nThis operator cannot read the object. Correct these fields, or run an operator that knows them. {MeanwhileOf(observed)}"),
                New(ConditionTypes.ResolvedRefs, ConditionStatus.Unknown, "It could not be read."),
            ],
        };
        return status with { Conditions = ConditionSet.Complete(status, new Progress(false, Reasons.Unreadable, MeanwhileOf(observed))) };

        Condition New(string type, ConditionStatus value, string message) => ConditionSet.New(observed.Generation, type, value, Reasons.Unreadable, message);
    }

    private static string MeanwhileOf(Observed observed) =>
        observed.Kind == Kinds.Products ? "Until then the Product, and all that belongs to it, stays as it is published, and nobody else gets its hosts."
        : observed.Kind == Kinds.ApplicationPlans ? "Until then a Product stays as it is published while an Application of it names this plan."
        : observed.Kind == Kinds.Accounts ? "Until then a Product stays as it is published while an Application of it names this Account."
        : "Until then nothing is made of it.";
}
