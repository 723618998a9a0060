using Headgate.Resources;

namespace Headgate.Compiler;

/// <summary>How bad a <see cref="Problem"/> is.</summary>
public enum Severity
{
    /// <summary>Works as written, probably not as meant.</summary>
    Warning,

    /// <summary>The object is not accepted, or what it names is not there: what it governs is refused.</summary>
    Error,
}

/// <summary>A user's mistake, as data (house rule 4). It becomes a condition on <paramref name="Resource"/>.</summary>
/// <param name="Severity">Whether it refuses.</param>
/// <param name="Resource">The object that has it.</param>
/// <param name="Field">The field, as <c>spec.limits[2].metric</c>.</param>
/// <param name="Condition">The condition that shows it: one of <see cref="ConditionTypes"/>.</param>
/// <param name="Reason">One of <see cref="Reasons"/>.</param>
/// <param name="Message">What is wrong and what mends it, as sentences.</param>
public sealed record Problem(Severity Severity, Resource Resource, string Field, string Condition, string Reason, string Message)
{
    /// <summary><c>Kind/name: field: message</c>.</summary>
    public override string ToString() => $"{Resource.Label}: {Field}: {Message}";
}

/// <summary>Collects the problems of one compilation unit.</summary>
public sealed class ProblemList
{
    private readonly List<Problem> _problems = [];
    private readonly HashSet<Resource> _refused = new(ReferenceEqualityComparer.Instance);

    /// <summary>The problems in the order they were found.</summary>
    public IReadOnlyList<Problem> Items => _problems;

    /// <summary>The object is not valid; <see cref="ConditionTypes.Accepted"/> turns False.</summary>
    public void Invalid(Resource resource, string field, string message, string reason = Reasons.Invalid) =>
        Add(new Problem(Severity.Error, resource, field, ConditionTypes.Accepted, reason, message));

    /// <summary>Something the object names is not there; <see cref="ConditionTypes.ResolvedRefs"/> turns False.</summary>
    public void Unresolved(Resource resource, string field, string reason, string message) =>
        Add(new Problem(Severity.Error, resource, field, ConditionTypes.ResolvedRefs, reason, message));

    /// <summary>Another object holds what this one claims; the rest of the object works.</summary>
    public void Conflict(Resource resource, string field, string reason, string message) =>
        Add(new Problem(Severity.Error, resource, field, ConditionTypes.Conflicted, reason, message));

    /// <summary>Works, probably not as meant.</summary>
    public void Warn(Resource resource, string field, string reason, string message) =>
        Add(new Problem(Severity.Warning, resource, field, ConditionTypes.HasWarnings, reason, message));

    /// <summary>Whether the object is refused: not valid, or something it names is missing.</summary>
    public bool Refuses(Resource resource) => _refused.Contains(resource);

    /// <summary>Whether the object itself is not valid.</summary>
    public bool IsInvalid(Resource resource) =>
        _refused.Contains(resource) && _problems.Exists(problem => ReferenceEquals(problem.Resource, resource) && problem.Condition == ConditionTypes.Accepted);

    private void Add(Problem problem)
    {
        _problems.Add(problem);
        if (problem.Condition is ConditionTypes.Accepted or ConditionTypes.ResolvedRefs) _refused.Add(problem.Resource);
    }
}
