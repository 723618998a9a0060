using Headgate.TestCluster.Http;

namespace Headgate.TestCluster.Tests.Schemas;

/// <summary>Bounds of numbers, and how Go prints numbers.</summary>
public class NumberTests
{
    [Theory]
    [InlineData("""{"type":"integer","minimum":1}""", "0", "0: spec.x in body should be greater than or equal to 1")]
    [InlineData("""{"type":"integer","minimum":1,"exclusiveMinimum":true}""", "1", "1: spec.x in body should be greater than 1")]
    [InlineData("""{"type":"integer","maximum":5}""", "6", "6: spec.x in body should be less than or equal to 5")]
    [InlineData("""{"type":"integer","maximum":5,"exclusiveMaximum":true}""", "5", "5: spec.x in body should be less than 5")]
    [InlineData("""{"type":"integer","maximum":1000000}""", "2000000", "2000000: spec.x in body should be less than or equal to 1000000")]
    [InlineData("""{"type":"number","maximum":1000000}""", "2000000.5", "2.0000005e+06: spec.x in body should be less than or equal to 1e+06")]
    [InlineData("""{"type":"number","minimum":0.5}""", "0.25", "0.25: spec.x in body should be greater than or equal to 0.5")]
    [InlineData("""{"type":"number","maximum":1.5}""", "2", "2: spec.x in body should be less than or equal to 1")]
    [InlineData("""{"type":"integer","multipleOf":3}""", "7", "7: spec.x in body should be a multiple of 3")]
    [InlineData("""{"type":"number","multipleOf":0.1}""", "0.25", "0.25: spec.x in body should be a multiple of 0.1")]
    [InlineData("""{"type":"integer","maximum":5}""", "1e1", "10: spec.x in body should be less than or equal to 5")]
    public void A_number_out_of_bounds_is_refused(string schema, string value, string says) =>
        Assert.Equal($"spec.x: Invalid value: {says}", Judge.Of(schema, value));

    [Theory]
    [InlineData("""{"type":"integer","minimum":1,"maximum":1}""", "1")]
    [InlineData("""{"type":"number","exclusiveMinimum":true,"minimum":0}""", "0.001")]
    [InlineData("""{"type":"number","multipleOf":0.1}""", "0.3")]
    [InlineData("""{"type":"integer","multipleOf":3}""", "-9")]
    [InlineData("""{"type":"integer","maximum":9007199254740991}""", "9007199254740991")]
    public void A_number_within_bounds_is_taken(string schema, string value) => Assert.Equal("", Judge.Of(schema, value));

    [Fact]
    public void Everything_that_is_wrong_with_a_number_is_said_the_factor_first() => Assert.Equal(
        "spec.x: Invalid value: 7: spec.x in body should be a multiple of 2; spec.x: Invalid value: 7: spec.x in body should be less than or equal to 5",
        Judge.Of("""{"type":"integer","maximum":5,"multipleOf":2}""", "7"));

    [Theory]
    [InlineData(0, "0"), InlineData(1, "1"), InlineData(-1.5, "-1.5"), InlineData(0.1, "0.1"), InlineData(0.0001, "0.0001"), InlineData(0.00001, "1e-05")]
    [InlineData(100000, "100000"), InlineData(1000000, "1e+06"), InlineData(123456789, "1.23456789e+08"), InlineData(1e21, "1e+21"), InlineData(1.5e300, "1.5e+300")]
    public void Go_prints_numbers_so(double value, string text) => Assert.Equal(text, GoText.Number(value));

    [Theory]
    [InlineData(1000000, "1000000"), InlineData(1e20, "100000000000000000000"), InlineData(1e21, "1e+21"), InlineData(0.000001, "0.000001"), InlineData(1e-7, "1e-7")]
    public void Go_writes_numbers_in_JSON_so(double value, string text) => Assert.Equal(text, GoText.JsonNumber(value));
}
