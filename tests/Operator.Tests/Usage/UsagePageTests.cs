using Headgate.Operator.Usage;
using Headgate.TestSupport;

namespace Headgate.Operator.Tests.Usage;

/// <summary><c>docs/usage.md</c> is complete, and its commands work.</summary>
public class UsagePageTests
{
    private const string Program = "dotnet run --project operator/Operator -- ";

    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs/usage.md"));

    [Fact]
    public async Task Every_command_works_in_the_order_in_which_they_stand()
    {
        await using var place = await UsagePlace.OpenAsync("echo");
        await place.AddAsync("curious-echo", "echo-api");
        await place.CountAsync("curious-echo", await place.NowAsync(), ("hits", 42), ("gethello", 40));
        var commands = Page.Split('\n').Where(line => line.StartsWith(Program, StringComparison.Ordinal)).ToList();
        Assert.Equal(6, commands.Count);
        foreach (var command in commands)
        {
            var (exitCode, output, errors) = await place.RunAsync(command[Program.Length..].Replace("127.0.0.1:6379", place.Address, StringComparison.Ordinal).Split(' '));
            Assert.True((exitCode, errors) == (0, ""), $"{command}: {errors}");
            Assert.Contains("curious-echo", output, StringComparison.Ordinal);
        }
        Assert.Equal("", await place.DeniedAsync());
    }

    [Fact]
    public void Every_argument_has_a_row()
    {
        var command = UsageCommand.Build(TimeProvider.System, TextWriter.Null);
        foreach (var option in command.Options.Where(option => !option.Name.StartsWith("--redis", StringComparison.Ordinal)))
            Assert.Contains($"`{option.Name}`", Page, StringComparison.Ordinal);
        Assert.All(command.Arguments, argument => Assert.Contains($"`{argument.Name}`", Page, StringComparison.Ordinal));
        Assert.Contains(UsageCsv.Heading, Page, StringComparison.Ordinal);
    }
}
