using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Parameters;

namespace TokenAspire.LocalHosting.Tests;

public sealed class SecretsFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string FilePath => Path.Combine(_folder, "id", "secrets.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_generated_secret_is_kept_for_the_next_run_in_a_file_of_its_owner()
    {
        GenerateParameterDefault generated = new() { MinLength = 43, Special = false };
        string first = await new SecretsFile(FilePath).GetOrAddAsync("Parameters:ops-secret", generated.GetDefaultValue);
        string other = await new SecretsFile(FilePath).GetOrAddAsync("Parameters:other", generated.GetDefaultValue);
        string again = await new SecretsFile(FilePath).GetOrAddAsync("Parameters:ops-secret", generated.GetDefaultValue);

        Assert.Matches("^[A-Za-z0-9]{43}$", first);
        Assert.Equal(first, again);
        Assert.NotEqual(first, other, StringComparer.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    [Fact]
    public async Task App_hosts_that_start_at_the_same_moment_agree_on_every_secret()
    {
        string[] values = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() =>
            new SecretsFile(FilePath).GetOrAddAsync("Parameters:ops-secret", () => Guid.NewGuid().ToString()))));

        Assert.Single(values.Distinct(StringComparer.Ordinal));
        Assert.Equal(["secrets.json", "secrets.json.lock"], Directory.GetFiles(Path.GetDirectoryName(FilePath)!).Select(Path.GetFileName).Order(StringComparer.Ordinal)!, StringComparer.Ordinal);
    }
}
