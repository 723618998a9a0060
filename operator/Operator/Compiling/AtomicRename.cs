using System.Runtime.InteropServices;

namespace Headgate.Operator.Compiling;

/// <summary>rename(2), which replaces a symbolic link in one step. The framework's moves follow links to directories, or refuse them.</summary>
internal static partial class AtomicRename
{
    /// <summary>Puts <paramref name="from"/> in the place of <paramref name="to"/>.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public static void Replace(string from, string to)
    {
        if (Rename(from, to) != 0) throw new IOException($"{from} could not be renamed to {to}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);
}
