using System.Diagnostics;
using System.Globalization;

namespace Headgate.TestSupport.Redis;

/// <summary>
/// Ends processes that outlive the tests: a shell reads their ids, and when this process dies, however it dies, its end of the pipe closes. The
/// kernel's own means (PR_SET_PDEATHSIG) would end them with the thread that started them.
/// </summary>
internal static class Leash
{
    private const string Script = """
        held=
        while read -r sign id; do
          if [ "$sign" = + ]; then held="$held $id"; continue; fi
          left=
          for other in $held; do [ "$other" = "$id" ] || left="$left $other"; done
          held=$left
        done
        for id in $held; do kill -9 "$id"; done
        """;

    private static readonly Lazy<Process> Shell = new(() =>
        Process.Start(new ProcessStartInfo("sh", ["-c", Script]) { RedirectStandardInput = true, RedirectStandardError = true })!);

    /// <summary>From now on it dies with this process.</summary>
    public static void Hold(Process process) => Tell('+', process);

    /// <summary>It has ended: its id may be given to another.</summary>
    public static void Release(Process process) => Tell('-', process);

    private static void Tell(char sign, Process process)
    {
        lock (Shell)
        {
            Shell.Value.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sign} {process.Id}"));
            Shell.Value.StandardInput.Flush();
        }
    }
}
