using System.Security.Cryptography;

namespace TokenAspire.LocalHosting.Supervision;

/// <summary>
/// The private folder of one run. It holds a lock for as long as the app host lives, so that a later run can
/// tell the leftovers of a dead one from the folder of a living one.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    private const string Prefix = "tokenaspire-run-";
    private const string LockName = "lock";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly TimeSpan LockGrace = TimeSpan.FromMinutes(1);
    private readonly FileStream _lock;

    public RunFolder()
    {
        Sweep();
        FullName = Path.Combine(Path.GetTempPath(), Prefix + RandomNumberGenerator.GetHexString(8, lowercase: true));

        // The program that runs as another user has to pass through, and no more than that.
        Directory.CreateDirectory(FullName, Environment.IsPrivilegedProcess ? OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : OwnerOnly);
        _lock = OpenLock(FullName, FileMode.CreateNew);
    }

    public string FullName { get; }

    /// <summary>Creates the private folder of one resource.</summary>
    public string CreateResourceFolder(string resource, UnprivilegedUser? owner = null)
    {
        string folder = Path.Combine(FullName, resource);
        Directory.CreateDirectory(folder, OwnerOnly);
        if (owner is not null)
        {
            Posix.GiveTo(folder, owner);
        }

        return folder;
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream OpenLock(string folder, FileMode mode) =>
        new(Path.Combine(folder, LockName), mode, FileAccess.ReadWrite, FileShare.None);

    private static void Sweep()
    {
        foreach (string folder in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            try
            {
                if (IsDead(folder))
                {
                    Directory.Delete(folder, recursive: true);
                }
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                // Another user's run, one that lives, or one that its watchdog is removing just now.
            }
        }
    }

    private static bool IsDead(string folder)
    {
        if (!File.Exists(Path.Combine(folder, LockName)))
        {
            // A run that is being created takes its lock within moments.
            return TimeProvider.System.GetUtcNow().UtcDateTime - Directory.GetCreationTimeUtc(folder) > LockGrace;
        }

        using FileStream free = OpenLock(folder, FileMode.Open);
        return true;
    }
}
