using FsCheck;
using FsCheck.Fluent;
using Headgate.Configuration;
using Headgate.Configuration.Paths;
using Headgate.Gateway.Credentials;
using Microsoft.AspNetCore.Http;

namespace Headgate.Gateway.Tests.Credentials;

/// <summary>What holds for every query and every set of headers, made of pieces that are or nearly are credentials.</summary>
public sealed class CredentialProperties
{
    private static readonly Authentication[] Authentications =
    [
        Call.UserKey("Q"), Call.UserKey("HQA"), Call.UserKey("H", "x_a_b_c_d"), Call.UserKey("HQ", "a&%b"),
        Call.AppIdAndKey("Q"), Call.AppIdAndKey("AQH"), Call.AppIdAndKey("HA"),
    ];

    private static readonly string[] Names =
    [
        "user_key", "USER%5FKEY", "user-key", "%75ser_key", "user%255Fkey", "app_id", "App%5fId", "app_key", "x_a_b_c_d", "a%26%25b",
        "a%26%b", "a", "%41", "%", "%zz", "%FF", "é", "", "?",
    ];

    private static readonly string[] HeaderNamesToTry =
        ["user_key", "User-Key", "app-id", "APP_KEY", "app-key", "X-A_B-C_D", "x_a_b_c_d", "Authorization", "Accept", "userkey"];

    private static readonly string[] Values = ["", "=", "=1", "=2", "=%31", "=a=b", "=%26", "=+", "==", "=?"];

    private static readonly string[] HeaderValues = ["", "1", "2", "Basic MToy", "Basic MTo=", "Bearer 1", "basic x", "a,b"];

    private static readonly Gen<string> Query =
        from names in Gen.ArrayOf(Gen.Elements(Names))
        from values in Gen.ArrayOf(Gen.Elements(Values), names.Length)
        from separators in Gen.ArrayOf(Gen.Elements("&", "&", "&", "&&"), names.Length)
        select string.Concat(names.Zip(values, separators).Select(part => part.First + part.Second + part.Third));

    private static readonly Gen<(string Name, string Value)[]> Headers = Gen.ArrayOf(
        from name in Gen.Elements(HeaderNamesToTry)
        from value in Gen.Elements(HeaderValues)
        select (name, value));

    private static readonly Arbitrary<Case> Cases = (
        from authentication in Gen.Elements(Authentications)
        from query in Query
        from headers in Headers
        select new Case(authentication, query, headers)).ToArbitrary();

    [Fact]
    public void Nothing_is_left_to_read_after_removal() => Check(sample =>
    {
        var remover = new CredentialRemover(sample.Authentication);
        var headers = Dictionary(sample.Headers.Where(header => !remover.IsCredentialHeader(header.Name)));
        var left = new CredentialReader(sample.Authentication).Read(headers, remover.RemoveFromQuery(sample.Query).AsMemory());
        return left.Outcome == CredentialOutcome.Missing;
    });

    [Fact]
    public void Other_parameters_stay_as_they_are_and_in_order() => Check(sample =>
    {
        var names = NamesInQuery(sample.Authentication);
        var others = Parameters(sample.Query)
            .Where(parameter => !names.Contains(PercentEncoding.Decode(parameter.Split('=')[0]), StringComparer.OrdinalIgnoreCase));
        return others.SequenceEqual(Parameters(new CredentialRemover(sample.Authentication).RemoveFromQuery(sample.Query)));
    });

    [Fact]
    public void Removal_is_idempotent() => Check(sample =>
    {
        var remover = new CredentialRemover(sample.Authentication);
        var once = remover.RemoveFromQuery(sample.Query);
        return ReferenceEquals(once, remover.RemoveFromQuery(once));
    });

    [Fact]
    public void Removal_leaves_no_separator_at_an_end() => Check(sample =>
    {
        var left = new CredentialRemover(sample.Authentication).RemoveFromQuery(sample.Query);
        return ReferenceEquals(left, sample.Query) || !(left.StartsWith('&') || left.EndsWith('&'));
    });

    [Fact]
    public void What_is_read_does_not_hang_on_the_order() => Check(sample =>
    {
        var reversed = string.Join('&', Parameters(sample.Query).Reverse());
        return Read(sample, sample.Query, sample.Headers) == Read(sample, reversed, [.. sample.Headers.Reverse()]);
    });

    private static string Read(Case sample, string query, (string, string)[] headers) =>
        new Call(query, Dictionary(headers)).ReadBy(sample.Authentication);

    private static HeaderDictionary Dictionary(IEnumerable<(string Name, string Value)> headers)
    {
        var dictionary = new HeaderDictionary();
        foreach (var (name, value) in headers) Call.AddLine(dictionary, name, value);
        return dictionary;
    }

    private static string[] Parameters(string query) => query.Split('&', StringSplitOptions.RemoveEmptyEntries);

    private static string[] NamesInQuery(Authentication authentication) => authentication switch
    {
        { UserKey: { } userKey } when userKey.In.Contains(CredentialPlace.Query) => [userKey.Name],
        { AppIdAndKey: { } pair } when pair.In.Contains(CredentialPlace.Query) => [pair.IdName, pair.KeyName],
        _ => [],
    };

    private static void Check(Func<Case, bool> holds) =>
        Prop.ForAll(Cases, holds).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    /// <summary>One request to one Product.</summary>
    private sealed record Case(Authentication Authentication, string Query, (string Name, string Value)[] Headers)
    {
        public override string ToString() =>
            $"{Authentication.UserKey?.Name}{string.Join(',', Authentication.UserKey?.In ?? Authentication.AppIdAndKey!.In)} ?{Query} "
            + string.Join(" | ", Headers);
    }
}
