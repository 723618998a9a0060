namespace Headgate.Configuration.Paths;

/// <summary>Why a path cannot be normalised without doubt, and is refused (DESIGN §5).</summary>
public enum PathProblem
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>It does not begin with <c>/</c>.</summary>
    NotAbsolute,

    /// <summary>A <c>%</c> without two hexadecimal digits behind it.</summary>
    BrokenEscape,

    /// <summary>The escapes do not decode to UTF-8 (RFC 3629): cut, overlong, surrogates.</summary>
    InvalidUtf8,

    /// <summary>A control character, NUL among them, raw or escaped.</summary>
    ControlCharacter,

    /// <summary>A character that must be escaped to stand in a target: outside ASCII, a space, or <c>#</c>.</summary>
    RawCharacter,

    /// <summary><c>..</c> leads above the root.</summary>
    AboveRoot,

    /// <summary>
    /// A dot segment that only some servers would see: behind a backslash, behind a kept <c>%2F</c>, or before a <c>;</c>.
    /// </summary>
    HiddenDotSegment,

    /// <summary>An encoded slash where the Product rejects it.</summary>
    EncodedSlash,
}
