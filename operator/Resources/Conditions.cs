namespace Headgate.Resources;

/// <summary>Types of conditions. Positive ones are always present; negative ones only while True.</summary>
public static class ConditionTypes
{
    /// <summary>Valid enough that configuration was made from it.</summary>
    public const string Accepted = "Accepted";

    /// <summary>Everything it names exists and may be named.</summary>
    public const string ResolvedRefs = "ResolvedRefs";

    /// <summary>Every ready gateway of its pools serves its present content.</summary>
    public const string Programmed = "Programmed";

    /// <summary>Production serves the version that the spec asks for. Of Products only.</summary>
    public const string Promoted = "Promoted";

    /// <summary>The newest version answered its test call in staging. Of Products with <c>staging.test</c> only.</summary>
    public const string StagingTested = "StagingTested";

    /// <summary>All of the above but StagingTested: what one waits for.</summary>
    public const string Ready = "Ready";

    /// <summary>Negative: on its way to the gateways (kstatus).</summary>
    public const string Reconciling = "Reconciling";

    /// <summary>Negative: nothing more will happen until somebody mends it (kstatus).</summary>
    public const string Stalled = "Stalled";

    /// <summary>Negative: some of what belongs to this Product is not accepted and is refused at the gateways.</summary>
    public const string PartiallyInvalid = "PartiallyInvalid";

    /// <summary>Negative: another object, older than this one, holds what this one claims.</summary>
    public const string Conflicted = "Conflicted";

    /// <summary>Negative: it works as written, and is probably not meant so.</summary>
    public const string HasWarnings = "HasWarnings";
}

/// <summary>Reasons of conditions.</summary>
public static class Reasons
{
    /// <summary>Nothing is wrong (condition Accepted).</summary>
    public const string Accepted = "Accepted";

    /// <summary>Nothing is missing (condition ResolvedRefs).</summary>
    public const string ResolvedRefs = "ResolvedRefs";

    /// <summary>A field has a value that cannot be used.</summary>
    public const string Invalid = "Invalid";

    /// <summary>The operator cannot read it: another release defined it, or a definition of another release let it in.</summary>
    public const string Unreadable = "Unreadable";

    /// <summary>A field has a value that this release does not serve.</summary>
    public const string UnsupportedValue = "UnsupportedValue";

    /// <summary>A host belongs to an older Product.</summary>
    public const string HostConflict = "HostConflict";

    /// <summary>The Product does not exist, or may not be named from this namespace. Which of the two is not told.</summary>
    public const string ProductNotFound = "ProductNotFound";

    /// <summary>The Product exists and is not accepted.</summary>
    public const string ProductNotAccepted = "ProductNotAccepted";

    /// <summary>The reference leaves the namespace where it must not.</summary>
    public const string RefNotPermitted = "RefNotPermitted";

    /// <summary>The plan does not exist, or belongs to another Product.</summary>
    public const string PlanNotFound = "PlanNotFound";

    /// <summary>The plan exists and is not accepted.</summary>
    public const string PlanNotAccepted = "PlanNotAccepted";

    /// <summary>The Account does not exist.</summary>
    public const string AccountNotFound = "AccountNotFound";

    /// <summary>The Secret does not exist, or lacks the label or an entry.</summary>
    public const string SecretNotFound = "SecretNotFound";

    /// <summary>The Product has no such metric or method.</summary>
    public const string MetricNotFound = "MetricNotFound";

    /// <summary>The key, or the application id, is already in use for this Product.</summary>
    public const string CredentialInUse = "CredentialInUse";

    /// <summary>Warning: an entry of the Secret is not in force.</summary>
    public const string KeyNotInForce = "KeyNotInForce";

    /// <summary>Warning: a key is short enough to be guessed.</summary>
    public const string WeakKey = "WeakKey";

    /// <summary>Warning: one request is counted twice on the same metric.</summary>
    public const string DoubleCounting = "DoubleCounting";

    /// <summary>Warning: two rules say the same.</summary>
    public const string DuplicateRule = "DuplicateRule";

    /// <summary>Warning: an earlier rule with last: true takes every request.</summary>
    public const string ShadowedRule = "ShadowedRule";

    /// <summary>Warning: gateways count each for itself, so a limit holds per gateway.</summary>
    public const string LimitsPerGateway = "LimitsPerGateway";

    /// <summary>Warning: gateways cannot ask the counters that they share.</summary>
    public const string CountersUnavailable = "CountersUnavailable";

    /// <summary>The published objects of a pool are full.</summary>
    public const string NoRoom = "NoRoom";

    /// <summary>Every ready gateway serves it (condition Programmed).</summary>
    public const string Programmed = "Programmed";

    /// <summary>On its way to the gateways.</summary>
    public const string Pending = "Pending";

    /// <summary>A pool has no ready gateway.</summary>
    public const string NoGateways = "NoGateways";

    /// <summary>Nothing was made of it: see its other conditions.</summary>
    public const string NotAccepted = "NotAccepted";

    /// <summary>Production serves the version that is asked for (condition Promoted).</summary>
    public const string Promoted = "Promoted";

    /// <summary>The version that is asked for does not exist, or the text cannot name one.</summary>
    public const string VersionNotFound = "VersionNotFound";

    /// <summary>The digest that is asked for begins those of several versions.</summary>
    public const string VersionAmbiguous = "VersionAmbiguous";

    /// <summary>The version does not fit to what is in force in every environment: plans, Applications, hosts, Secrets.</summary>
    public const string VersionNotCompatible = "VersionNotCompatible";

    /// <summary>Another release of the operator wrote the version, or somebody changed it.</summary>
    public const string VersionUnreadable = "VersionUnreadable";

    /// <summary>Promotion waits for the test call of the newest version.</summary>
    public const string WaitingForTest = "WaitingForTest";

    /// <summary>Promotion is to wait for a test call, and there can be none.</summary>
    public const string NoTest = "NoTest";

    /// <summary>There is no version yet: the first one is made when nothing has changed for two seconds.</summary>
    public const string NoVersion = "NoVersion";

    /// <summary>The test call was answered with 2xx (condition StagingTested).</summary>
    public const string TestPassed = "TestPassed";

    /// <summary>The test call was answered otherwise, or not at all.</summary>
    public const string TestFailed = "TestFailed";

    /// <summary>No staging gateway serves the Product: a pool, or staging.hosts, is missing.</summary>
    public const string NoStaging = "NoStaging";

    /// <summary>Warning: a limit is on a metric that the version in production does not have.</summary>
    public const string MetricNotInVersion = "MetricNotInVersion";

    /// <summary>A version that is not in production has it, and no staging gateway serves that.</summary>
    public const string NotPromoted = "NotPromoted";

    /// <summary>A version was made (Event).</summary>
    public const string VersionMade = "VersionMade";

    /// <summary>Nothing is missing (condition Ready).</summary>
    public const string Ready = "Ready";

    /// <summary>Some children are not accepted.</summary>
    public const string ChildrenNotAccepted = "ChildrenNotAccepted";
}
