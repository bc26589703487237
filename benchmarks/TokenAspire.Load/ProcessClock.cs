using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TokenAspire.Load;

/// <summary>
/// The CPU time of another process, by its own clock. What <see cref="Process"/> tells on Linux is counted in hundredths of
/// a second: turns that are long enough for it are too long for a machine whose speed changes meanwhile.
/// </summary>
internal static partial class ProcessClock
{
    private const string LibC = "libc";

    public static TimeSpan Read(Process process)
    {
        if (!OperatingSystem.IsLinux())
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }

        return FindClock(process.Id, out int clock) == 0 && ReadClock(clock, out Timespec time) == 0
            ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick)
            : throw new InvalidOperationException($"The process {process.Id} has no clock: it has ended.");
    }

    // POSIX.1-2001, struct timespec where time_t and long have 64 bits.
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Timespec(long Seconds, long Nanoseconds);

    [LibraryImport(LibC, EntryPoint = "clock_getcpuclockid")]
    private static partial int FindClock(int pid, out int clock);

    [LibraryImport(LibC, EntryPoint = "clock_gettime")]
    private static partial int ReadClock(int clock, out Timespec time);
}
