using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Primitives;

namespace TokenAspire.Deployment.Tests.Services;

public sealed class MountedSecretsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // files are polled every few seconds

    private readonly string _folder = Directory.CreateTempSubdirectory("secrets-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_is_a_setting_and_wins_over_the_environment()
    {
        Mount("..first", DateTime.UnixEpoch, ("Issuer__KeyEncryptionSecret", "from the file\n"));

        ConfigurationManager configuration = Service(new() { ["Issuer:KeyEncryptionSecret"] = "generated for elsewhere", ["Issuer:Identifier"] = "https://issuer.example.com" });

        Assert.Equal("from the file", configuration["Issuer:KeyEncryptionSecret"]);
        Assert.Equal("https://issuer.example.com", configuration["Issuer:Identifier"]);
    }

    [Fact]
    public async Task A_secret_that_Kubernetes_swaps_is_read_again()
    {
        Mount("..first", DateTime.UnixEpoch, ("ConnectionStrings__revocations", "old"), ("ClientSecrets__Ops", "kept"));
        ConfigurationManager configuration = Service([]);
        Assert.Equal("old", configuration.GetConnectionString("revocations"));

        TaskCompletionSource swapped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable watch = ChangeToken.OnChange(((IConfiguration)configuration).GetReloadToken, () =>
        {
            if (configuration.GetConnectionString("revocations") == "new")
            {
                swapped.TrySetResult();
            }
        });
        Mount("..second", DateTime.UnixEpoch.AddMinutes(1), ("ConnectionStrings__revocations", "new"), ("ClientSecrets__Ops", "kept"));

        await swapped.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal("kept", configuration["ClientSecrets:Ops"]);
    }

    [Fact]
    public void A_folder_that_is_named_must_exist()
    {
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => Service(new() { ["SecretsFolder"] = Path.Combine(_folder, "missing") }));

        Assert.Contains("mount the secrets there or remove the setting", failure.Message, StringComparison.Ordinal);
    }

    private ConfigurationManager Service(Dictionary<string, string?> environment)
    {
        environment.TryAdd("SecretsFolder", _folder);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(environment);
        builder.AddServiceDefaults();
        return builder.Configuration;
    }

    // As the kubelet does: NAME → ..data/NAME, ..data → a folder of its own, and a change is one rename of ..data.
    private void Mount(string version, DateTime written, params (string Name, string Value)[] files)
    {
        Directory.CreateDirectory(Path.Combine(_folder, version));
        foreach ((string name, string value) in files)
        {
            string path = Path.Combine(_folder, version, name);
            File.WriteAllText(path, value);
            File.SetLastWriteTimeUtc(path, written);
        }

        File.CreateSymbolicLink(Path.Combine(_folder, "..data_tmp"), version);
        Assert.Equal(0, Rename(Path.Combine(_folder, "..data_tmp"), Path.Combine(_folder, "..data")));
        foreach ((string name, _) in files.Where(file => !File.Exists(Path.Combine(_folder, file.Name))))
        {
            File.CreateSymbolicLink(Path.Combine(_folder, name), Path.Combine("..data", name));
        }
    }

    // rename(2) replaces a link to a folder in one step; .NET's own moves refuse to.
    [DllImport("libc", EntryPoint = "rename")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Rename([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);
}
