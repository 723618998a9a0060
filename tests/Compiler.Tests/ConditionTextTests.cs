namespace Headgate.Compiler.Tests;

public class ConditionTextTests
{
    [Fact]
    public void One_reason_stands_as_it_is()
    {
        Assert.Equal(("WeakKey", "one\ntwo"), ConditionText.Join([("WeakKey", "one"), ("WeakKey", "two")]));
        Assert.Equal("one\ntwo", ConditionText.Split("WeakKey", "one\ntwo")["WeakKey"]);
    }

    [Fact]
    public void Several_reasons_are_all_named_in_one_order_and_can_be_taken_apart()
    {
        var (reason, message) = ConditionText.Join([("WeakKey", "one"), ("KeyNotInForce", "two"), ("WeakKey", "WeakKey: three\nKeyNotInForce: four")]);
        Assert.Equal("KeyNotInForce,WeakKey", reason);
        // What meta/v1 Condition allows as a reason.
        Assert.Matches("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$", reason);
        Assert.Equal("KeyNotInForce: two\nWeakKey: one\nWeakKey: three\nKeyNotInForce: four", message);
        var texts = ConditionText.Split(reason, message);
        Assert.Equal("two", texts["KeyNotInForce"]);
        Assert.Contains("one\n", texts["WeakKey"], StringComparison.Ordinal);
        Assert.EndsWith("four", texts["WeakKey"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_text_takes_no_room_from_another_reason()
    {
        var (reason, message) = ConditionText.Join([("A", new string('a', 100_000)), ("B", new string('b', 100))]);
        var texts = ConditionText.Split(reason, message);
        Assert.Equal(4097, texts["A"].Length);
        Assert.Equal(new string('b', 100), texts["B"]);
    }

    [Fact]
    public void What_somebody_else_wrote_is_read_all_the_same()
    {
        Assert.Equal(["A", "B"], ConditionText.Split("A,B,A", "no reason here").Keys);
        Assert.Equal([""], ConditionText.Split("", "").Keys);
    }
}
