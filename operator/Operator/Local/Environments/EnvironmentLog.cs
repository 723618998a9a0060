using System.Globalization;
using Headgate.Compiler.Versions;
using Headgate.Resources;

namespace Headgate.Operator.Local.Environments;

/// <summary>Prints what happens, a line each, and nothing twice.</summary>
internal sealed class EnvironmentLog(TimeProvider time, TextWriter output)
{
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);

    /// <summary>A line with the time.</summary>
    public void Say(string line) => output.WriteLine($"{time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {line}");

    /// <summary>A line below the last one.</summary>
    public void Add(string line) => output.WriteLine($"  {line}");

    /// <summary>What was saved; nothing when there is none.</summary>
    /// <param name="lines">The changes, and what is wrong with them.</param>
    /// <param name="isAllInForce">Whether none of it has to become a version first.</param>
    public void Saved(IReadOnlyList<string> lines, bool isAllInForce)
    {
        if (lines.Count == 0) return;
        Say(isAllInForce ? "in force without a new version:" : "saved; what is versioned becomes a version:");
        foreach (var line in lines) Add(line);
    }

    /// <summary>A version was made.</summary>
    public void Made(string unit, ProductVersion version) => Say($"version {version.Number} of {unit}: {version.Changes}");

    /// <summary>Whether a Product makes no version because of what is wrong with it, which was printed with what was saved.</summary>
    public void Refused(string unit, bool isRefused)
    {
        var line = isRefused ? $"no version is made of {unit} until its errors are mended" : "";
        if (IsNew($"refused {unit}", line) && isRefused) Say(line);
    }

    /// <summary>What an environment serves of a Product now.</summary>
    public void Serves(LocalGateway gateway, string unit, ProductVersion? version)
    {
        var before = _told.GetValueOrDefault($"{gateway.Name} {unit}");
        var line = version is null ? null : $"{gateway.Name} serves version {version.Number} of {unit}";
        if (line is null && before is not null) line = $"{gateway.Name} no longer serves {unit}";
        if (line is null || !IsNew($"{gateway.Name} {unit}", line)) return;
        Say(line);
    }

    /// <summary>Why production does not serve what the Product asks for.</summary>
    /// <param name="unit">The Product as <c>namespace/name</c>.</param>
    /// <param name="newest">The newest version; null without any.</param>
    /// <param name="outcome">What becomes of production.</param>
    public void Promotion(string unit, ProductVersion? newest, PromotionOutcome outcome)
    {
        var line = outcome.Reason switch
        {
            // The first is told by the Product's problems, the others by what production serves.
            Reasons.NoVersion or Reasons.Promoted or Reasons.Pending => "",
            Reasons.WaitingForTest => $"production waits for the test call of version {newest!.Number} of {unit}",
            _ => $"production of {unit}: {outcome.Message}",
        };
        if (IsNew($"promotion {unit}", line) && line.Length > 0) Say(line);
    }

    /// <summary>How a test call went. A failure is told again only when it is of another sort.</summary>
    public void Tested(FinishedTest test)
    {
        var key = $"test {test.Unit}";
        var subject = $"test call GET {test.Path} of {test.Unit}: ";
        if (test.Answer.Passed)
        {
            _told.Remove(key);
            Say(string.Create(CultureInfo.InvariantCulture, $"{subject}{test.Answer.Status} in {test.Answer.Milliseconds} ms"));
            return;
        }
        var what = test.Answer.ToString();
        var about = $"{test.Version.Number} {test.Path} ";
        if (_told.GetValueOrDefault(key) is { } told && told.StartsWith(about, StringComparison.Ordinal) && !test.Answer.IsOtherThan(told[about.Length..])) return;
        _told[key] = about + what;
        Say($"{subject}{what}");
        Add($"It is tried again. By hand: {test.Curl}");
    }

    private bool IsNew(string key, string line)
    {
        if (_told.GetValueOrDefault(key) == line) return false;
        _told[key] = line;
        return true;
    }
}
