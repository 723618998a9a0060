namespace Headgate.Gateway.Pipeline;

/// <summary>What became of a request before it was forwarded. The order of the names is the order in which they are judged (SEMANTICS §1).</summary>
public enum Reason
{
    /// <summary>Nothing stands against it.</summary>
    Accepted,

    /// <summary>No Product has the host.</summary>
    UnknownHost,

    /// <summary>The message can be read in more than one way: conflicting lengths, two Authorization headers, control characters.</summary>
    AmbiguousMessage,

    /// <summary>A method that is not for gateways: CONNECT, TRACE, a well-known one in lower case.</summary>
    MethodNotAllowed,

    /// <summary>The target cannot be normalised without doubt.</summary>
    MalformedTarget,

    /// <summary>No credentials, or incomplete ones.</summary>
    CredentialsMissing,

    /// <summary>A credential is given twice with different values.</summary>
    CredentialsConflict,

    /// <summary>No mapping rule matches.</summary>
    NoMatch,

    /// <summary>A rule that matches is broken in the resources.</summary>
    RuleNotAccepted,

    /// <summary>The gateway has no pepper yet, so no key can be judged.</summary>
    KeysPending,

    /// <summary>Nobody has the key, for this Product.</summary>
    UnknownKey,

    /// <summary>The key has ended.</summary>
    ExpiredKey,

    /// <summary>The Application or its Account is suspended.</summary>
    ApplicationNotLive,

    /// <summary>No backend has the path.</summary>
    NoBackend,

    /// <summary>A secret that must be sent upstream has not arrived.</summary>
    SecretPending,

    /// <summary>The plan has not arrived yet.</summary>
    PlanPending,

    /// <summary>The plan is broken in the resources.</summary>
    PlanNotAccepted,

    /// <summary>The plan sets an enforced limit of 0 on a metric of the call.</summary>
    MetricDisabled,

    /// <summary>A limit would be passed.</summary>
    LimitExceeded,

    /// <summary>The store of counters does not answer.</summary>
    StoreUnavailable,
}
