using System.Globalization;
using Headgate.Stress;
using Headgate.Stress.Counters;
using Headgate.Stress.Counters.Adjusting;
using Headgate.TestOperator;

var numbers = args.FirstOrDefault() == "faults" ? [] : args.Skip(1).Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToList();
switch (args.FirstOrDefault())
{
    case "sequences":
        await Convergence.RunAsync(numbers is [var sequences, ..] ? sequences : 10_000);
        return 0;
    case "crash":
        await Crashes.RunAsync(numbers is [var step, ..] ? [CrashStep.All[step - 1]] : CrashStep.All);
        return 0;
    case "size":
        var (products, applications) = numbers is [var p, var a, ..] ? (p, a) : (100, 1_000);
        await Size.ReportAsync(products, applications, numbers is [_, _, var changes] ? changes : 100);
        return 0;
    case "exact":
        return await Exact.ReportAsync(numbers is [> 0, ..] ? [numbers[0]] : [1, 2, 4, 8], numbers is [_, var seconds, ..] ? seconds : 75, numbers is [_, _, var largest, ..] ? largest : 100_000) ? 0 : 1;
    case "adjust":
        return await Adjust.ReportAsync(numbers is [> 0, ..] ? [numbers[0]] : [2, 4], numbers is [_, var rounds, ..] ? rounds : 3) ? 0 : 1;
    case "faults":
        return await Faults.ReportAsync(args is [_, var part, ..] ? part : "") ? 0 : 1;
    case "cost":
        await Cost.ReportAsync(numbers is [var lasting, ..] ? lasting : 15);
        return 0;
    case "rate":
        await FixedRate.ReportAsync(numbers is [var each, ..] ? each : 5);
        return 0;
    default:
        Console.Error.WriteLine("""
            sequences [COUNT]                          random changes and faults against an operator; 10,000 when left out
            crash [STEP]          of all steps, or of one by its number from 1 on: an operator that dies before and after each of its requests, alone and with a Lease
            size [PRODUCTS APPLICATIONS-OF-EACH [CHANGES]]   figures of an operator process; 100 1000 100 when left out
            exact [GATEWAYS [SECONDS [LARGEST]]]       exactness of limits over gateways on one Redis; 1, 2, 4 and 8 (0 for all), 75 seconds, limits to 100000 when left out
            adjust [GATEWAYS [ROUNDS]]                 counters that are reset and credited, and limits that change, under load; 2 and 4 (0 for both), 3 rounds when left out
            faults [PART-OF-NAME]                      the same while Redis or a gateway fails; all faults when left out
            rate [SECONDS]                             what callers wait for at a fixed rate, without limits, with counters in memory and in Redis; 7 rounds of 5 seconds for each row when left out
            cost [SECONDS]                             how often Redis is asked, and what that adds to a call; 15 seconds for each load when left out
            """);
        return 2;
}
