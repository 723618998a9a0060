using System.Globalization;
using Headgate.Stress;

var numbers = args.Skip(1).Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToList();
switch (args.FirstOrDefault())
{
    case "sequences":
        await Convergence.RunAsync(numbers is [var sequences, ..] ? sequences : 10_000);
        return 0;
    case "crash":
        await Crashes.RunAsync();
        return 0;
    case "size":
        var (products, applications) = numbers is [var p, var a, ..] ? (p, a) : (100, 1_000);
        await Size.ReportAsync(products, applications, numbers is [_, _, var changes] ? changes : 100);
        return 0;
    default:
        Console.Error.WriteLine("""
            sequences [COUNT]                          random changes and faults against an operator; 10,000 when left out
            crash                 an operator that dies before and after each of its requests, alone and with a Lease
            size [PRODUCTS APPLICATIONS-OF-EACH [CHANGES]]   figures of an operator process; 100 1000 100 when left out
            """);
        return 2;
}
