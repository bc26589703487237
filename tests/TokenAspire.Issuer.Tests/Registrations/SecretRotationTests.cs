using System.Text.Json;
using Microsoft.Extensions.Configuration;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Registrations;

/// <summary>A client's secret in a mounted file is changed while the issuer runs.</summary>
public sealed class SecretRotationTests(Stores stores) : IAsyncLifetime
{
    private readonly IssuerHost _host = new(stores);
    private readonly string _folder = Directory.CreateTempSubdirectory("secrets-").FullName;

    private string File => Path.Combine(_folder, "ClientSecrets__Ops");

    public ValueTask InitializeAsync()
    {
        _host.Settings["SecretsFolder"] = _folder;
        return _host.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Both_secrets_are_good_while_the_file_has_both_lines_and_an_emptied_file_changes_nothing()
    {
        await MountAsync("the-first-secret\n", reload: false);
        Assert.Equal((true, false), (await IsGoodAsync("the-first-secret"), await IsGoodAsync("the-second-secret")));

        await MountAsync("the-second-secret\r\nthe-first-secret\n");
        Assert.Equal((true, true), (await IsGoodAsync("the-first-secret"), await IsGoodAsync("the-second-secret")));
        Assert.False(await IsGoodAsync("the-second-secret\nthe-first-secret"));

        await MountAsync("the-second-secret");
        Assert.Equal((false, true), (await IsGoodAsync("the-first-secret"), await IsGoodAsync("the-second-secret")));

        await MountAsync("\n");
        Assert.True(await IsGoodAsync("the-second-secret"));
        Assert.False(await IsGoodAsync(""));
    }

    // The file is watched by polling (TokenAspire.Deployment.Tests has that); here it is read at once.
    private async Task MountAsync(string content, bool reload = true)
    {
        await System.IO.File.WriteAllTextAsync(File, content, TestContext.Current.CancellationToken);
        if (reload)
        {
            ((IConfigurationRoot)_host.Get<IConfiguration>()).Reload();
        }
    }

    private async Task<bool> IsGoodAsync(string secret)
    {
        JsonElement answer = await new Browser(_host.CreateBrowser()).PostTokenAsync(new(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = "ops",
            ["client_secret"] = secret,
        });
        return answer.TryGetProperty("access_token", out _);
    }
}
