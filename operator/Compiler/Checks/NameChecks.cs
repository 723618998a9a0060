namespace Headgate.Compiler.Checks;

internal static class NameChecks
{
    // A label's value, and short enough to stand with its namespace in the name of a published entry.
    private const int MostCharacters = 63;

    public static void Length(ProductUnit unit, ProblemList problems)
    {
        if (unit.Product.Metadata.Name.Length > MostCharacters)
            problems.Invalid(unit.Product, "metadata.name", $"The name of a Product has at most {MostCharacters} characters. Choose a shorter one.");
    }
}
