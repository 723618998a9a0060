using System.Globalization;
using Headgate.Operator.Manifests;

namespace Headgate.Operator.Tests.Manifests;

/// <summary>What unquoted scalars mean; the JSON beside each is what kubectl 1.32 made of it (kubectl label --local -o json).</summary>
public class ScalarTypingTests
{
    private const string Observed = """
        y -> true
        Y -> true
        yes -> true
        Yes -> true
        YES -> true
        yEs -> "yEs"
        on -> true
        On -> true
        oN -> "oN"
        ON -> true
        true -> true
        True -> true
        TRUE -> true
        tRue -> "tRue"
        n -> false
        N -> false
        no -> false
        No -> false
        NO -> false
        off -> false
        Off -> false
        OFF -> false
        false -> false
        False -> false
        ~ -> null
        null -> null
        Null -> null
        NULL -> null
        nuLL -> "nuLL"
        1 -> 1
        +1 -> 1
        -1 -> -1
        0 -> 0
        -0 -> 0
        +0 -> 0
        0x10 -> 16
        0X10 -> 16
        0o17 -> 15
        0O17 -> 15
        017 -> 15
        08 -> 8
        0b11 -> 3
        0B11 -> 3
        -0b11 -> -3
        1_000 -> 1000
        1__0 -> 10
        _1 -> "_1"
        1_ -> 1
        -0x1F -> -31
        0x1f -> 31
        18446744073709551615 -> 18446744073709552000
        18446744073709551616 -> 18446744073709552000
        9223372036854775808 -> 9223372036854776000
        -9223372036854775808 -> -9223372036854775808
        99999999999999999999999 -> 1e+23
        1.0 -> 1
        1e3 -> 1000
        1.5e3 -> 1500
        1e+3 -> 1000
        1E5 -> 100000
        .5 -> 0.5
        5. -> 5
        -.5 -> -0.5
        +1.5 -> 1.5
        +.5 -> 0.5
        1_0.5 -> 10.5
        1_000.25 -> 1000.25
        12e03 -> 12000
        1.e3 -> 1000
        0x1p-2 -> "0x1p-2"
        1e21 -> 1e+21
        1e22 -> 1e+22
        1e-7 -> 1e-07
        0.1 -> 0.1
        1:30 -> "1:30"
        190:20:30 -> "190:20:30"
        2024-01-01 -> "2024-01-01"
        2024-1-1 -> "2024-1-1"
        2024-01-01T00:00:00Z -> "2024-01-01T00:00:00Z"
        2024-01-01T10:00:00 -> "2024-01-01T10:00:00"
        2024-13-45 -> "2024-13-45"
        2024-01 -> "2024-01"
        20240101 -> 20240101
        .5e3 -> 500
        . -> "."
        .. -> ".."
        + -> "+"
        -a -> "-a"
        1a -> "1a"
        = -> "="
        1.2.3 -> "1.2.3"
        0x -> "0x"
        0_ -> 0
        0x_1 -> 1
        0_8 -> 8
        1e -> "1e"
        0b2 -> "0b2"
        0b -> "0b"
        0o8 -> "0o8"
        00 -> 0
        007 -> 7
        0.0 -> 0
        -0.0 -> 0
        1.50 -> 1.5
        123456789012 -> 123456789012
        3.0e0 -> 3
        <<x -> "<<x"
        ++1 -> "++1"
        +-1 -> "+-1"
        1-2 -> "1-2"
        1+2 -> "1+2"
        0.1e-9 -> 1e-10
        e5 -> "e5"
        infinity -> "infinity"
        nan -> "nan"
        Infinity -> "Infinity"
        NaN -> "NaN"
        0x1.8 -> "0x1.8"
        1_.5 -> 1.5
        ._5 -> "._5"
        -_5 -> -5
        +0x10 -> 16
        -017 -> -15
        +017 -> 15
        0xG -> "0xG"
        """;

    public static TheoryData<string, string> Table()
    {
        var table = new TheoryData<string, string>();
        foreach (var line in Observed.Split('\n'))
        {
            var parts = line.Trim().Split(" -> ");
            table.Add(parts[0], parts[1]);
        }
        return table;
    }

    [Theory, MemberData(nameof(Table))]
    public void Plain_scalars_mean_what_they_mean_to_kubectl(string text, string json) => AssertIs(json, TypedScalar.OfPlain(text), text);

    [Theory]
    [InlineData("")]
    [InlineData("~")]
    [InlineData("NULL")]
    public void Nothing_is_null(string text) => Assert.Equal(ScalarKind.Null, TypedScalar.OfPlain(text).Kind);

    [Theory]
    [InlineData("5", "found the integer 5")]
    [InlineData("\"5\"", null)]
    [InlineData("'on'", null)]
    [InlineData("on", "found the boolean on")]
    [InlineData("yes", "found the boolean yes")]
    [InlineData("1.0", "found the number 1.0")]
    [InlineData("0x10", "found the integer 0x10")]
    [InlineData("2024-01-01", "found the date 2024-01-01")]
    [InlineData("!!str 5", null)]
    [InlineData("! 5", null)]
    [InlineData("!!int \"5\"", "found the integer 5")]
    [InlineData("|-\n    5", null)]
    [InlineData(".inf", "found the number .inf")]
    [InlineData(".nan", "found the number .nan")]
    [InlineData("2024-01-01T00:00:00Z", null)]
    public void Where_text_is_wanted_other_scalars_need_quotes(string scalar, string? found)
    {
        var problems = Loaded.Text($"apiVersion: headgate.dev/v1alpha1\nkind: Account\nmetadata: {{name: a}}\nspec:\n  organization: {scalar}\n").Lines();

        if (found is null) Assert.Empty(problems);
        else Assert.Equal([$"test.yaml:5: Account/a: spec.organization: expected a string, {found}: put it in quotes"], problems);
    }

    [Theory]
    [InlineData("1.0", 1)]
    [InlineData("1e3", 1000)]
    [InlineData("0x10", 16)]
    [InlineData("010", 8)]
    [InlineData("0o10", 8)]
    [InlineData("0b11", 3)]
    [InlineData("1_000", 1000)]
    [InlineData("+7", 7)]
    public void Where_an_integer_is_wanted_all_its_spellings_are_taken(string scalar, long value)
    {
        var result = Loaded.Text($$"""
            apiVersion: headgate.dev/v1alpha1
            kind: MappingRule
            metadata: {name: a}
            spec: {productRef: {name: a}, method: GET, pattern: /, increment: {{scalar}}}
            """);

        Assert.Empty(result.Lines());
        Assert.Equal(value, Assert.IsType<Headgate.Resources.MappingRule>(Assert.Single(result.Resources)).Spec.Increment);
    }

    private static void AssertIs(string json, TypedScalar value, string text)
    {
        switch (value.Kind)
        {
            case ScalarKind.Null: Assert.Equal("null", json); break;
            case ScalarKind.Boolean: Assert.Equal(json, value.Boolean ? "true" : "false"); break;
            case ScalarKind.Integer: Assert.Equal(json, value.Integer.ToString(CultureInfo.InvariantCulture)); break;
            case ScalarKind.Number: Assert.Equal(double.Parse(json, CultureInfo.InvariantCulture), value.Number); break;
            // The one deviation: kubectl takes a date for text, here it asks for quotes, as it is a date to other readers of YAML.
            default: Assert.Equal(json, $"\"{text}\""); break;
        }
    }
}
