using Headgate.TestSupport;

namespace Headgate.Gateway.Tests.Credentials;

/// <summary>
/// What the peer system was seen to extract, from every place it knows. That unmapped paths are 404 only after this is the pipeline's to
/// show. A location that the peer system does not know is no place at all.
/// </summary>
public sealed class CredentialVectorTests(ITestOutputHelper output)
{
    [Fact]
    public void Observed_cases_are_met()
    {
        var path = Repository.FindVectors("credentials.jsonl");
        if (path is null) Assert.Skip("The observed cases are not beside this checkout (../shared/vectors/credentials.jsonl).");

        var met = 0;
        var excluded = new Dictionary<CredentialExclusion, int>();
        var unmet = new List<string>();
        foreach (var vector in CredentialVector.ReadAll(path))
        {
            // Only a different answer is looked for among the exclusions: where both agree, the case is met.
            var read = vector.Version == "oauth" ? "not read" : vector.Read();
            if (read == vector.Expected) met++;
            else if (CredentialExclusion.All.FirstOrDefault(group => group.Covers(vector)) is { } group)
                excluded[group] = excluded.GetValueOrDefault(group) + 1;
            else unmet.Add($"{vector.Id}: expected {vector.Expected}, read {read}");
        }

        output.WriteLine($"{met} met, {excluded.Values.Sum()} excluded");
        foreach (var (group, count) in excluded) output.WriteLine($"  {count} {group.Group}: {group.Reason}");
        Assert.Empty(unmet);
        Assert.True(met > 0, "No case was found.");
    }
}
