namespace Headgate.EndToEnd.Tests;

/// <summary>The operator's executable, run as a person runs it.</summary>
internal static class OperatorProcess
{
    private const string Program = "Headgate.Operator";

    /// <summary>Starts it and leaves it running.</summary>
    public static RunningProgram Start(params IEnumerable<string> arguments) => RunningProgram.Start(Program, arguments);

    /// <summary>Runs it to its end.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(string input, params IEnumerable<string> arguments) =>
        RunningProgram.RunAsync(Program, input, arguments);
}
