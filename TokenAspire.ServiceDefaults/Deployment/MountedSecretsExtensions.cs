using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;

namespace TokenAspire.ServiceDefaults.Deployment;

internal static class MountedSecretsExtensions
{
    /// <summary>The setting that names the folder; the folder must then exist.</summary>
    public const string Setting = "SecretsFolder";

    private const string DefaultFolder = "/run/secrets";

    /// <summary>
    /// Reads the files that a platform mounts as settings, and reads them again when they change: the file
    /// <c>ConnectionStrings__revocations</c> is the setting <c>ConnectionStrings:revocations</c>. A file wins over the
    /// environment, where a generator may have left a value meant for somewhere else.
    /// </summary>
    public static void AddMountedSecrets(this IConfigurationBuilder configuration, string? chosen)
    {
        string folder = chosen ?? DefaultFolder;
        if (!Directory.Exists(folder))
        {
            if (chosen is not null)
            {
                throw new InvalidOperationException($"{Setting} is '{chosen}', and there is no such folder; mount the secrets there or remove the setting.");
            }

            return;
        }

        // Kubernetes changes a mounted Secret by renaming one symbolic link, "..data", which a watcher of the folder's
        // own entries never sees; polling follows the links.
        PhysicalFileProvider files = new(folder) { UsePollingFileWatcher = true, UseActivePolling = true };
        configuration.AddKeyPerFile(source =>
        {
            source.FileProvider = files;
            source.Optional = true;
            source.ReloadOnChange = true;
        });
    }
}
