using System.Runtime.InteropServices;

namespace TokenAspire.LocalHosting.Supervision;

/// <summary>The system calls .NET does not offer.</summary>
internal static partial class Posix
{
    public const int SigInt = 2;
    public const int SigKill = 9;
    public const int SigTerm = 15;

    /// <summary>Sends a signal; a negative id addresses the process group. A process that is gone already is fine.</summary>
    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial void Signal(int processId, int signal);

    /// <summary>
    /// Heeds a signal that this process was started to ignore: a script's <c>./run.sh &amp;</c> ignores SIGINT, and .NET leaves
    /// what is ignored alone.
    /// </summary>
    public static void Heed(int signal) => SetHandler(signal, handler: 0);

    [LibraryImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SetHandler(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeOwner(string path, uint owner, uint group);

    public static void GiveTo(string path, UnprivilegedUser user)
    {
        if (ChangeOwner(path, user.Id, user.GroupId) != 0)
        {
            throw new IOException($"{path} cannot be given to the user {user.Name}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }
}

/// <summary>The account a program runs as that refuses root.</summary>
internal sealed record UnprivilegedUser(string Name, uint Id, uint GroupId)
{
    /// <summary>Finds the account; none is needed unless this process is root's.</summary>
    public static UnprivilegedUser? ForRoot(params ReadOnlySpan<string> preferred)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return null;
        }

        // name:password:uid:gid:comment:home:shell
        Dictionary<string, string[]> accounts = File.ReadLines("/etc/passwd").Select(line => line.Split(':'))
            .Where(fields => fields.Length >= 4).DistinctBy(fields => fields[0], StringComparer.Ordinal)
            .ToDictionary(fields => fields[0], StringComparer.Ordinal);
        foreach (string name in preferred)
        {
            if (accounts.TryGetValue(name, out string[]? fields))
            {
                return new UnprivilegedUser(name, Parse(fields[2]), Parse(fields[3]));
            }
        }

        throw new DistributedApplicationException($"Postgres refuses to run as root and there is none of the users {string.Join(", ", preferred!)}. Create one (useradd --system postgres) or run as a normal user.");
    }

    private static uint Parse(string field) => uint.Parse(field, System.Globalization.CultureInfo.InvariantCulture);
}
