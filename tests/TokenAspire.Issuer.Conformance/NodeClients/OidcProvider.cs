using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.NodeClients;

/// <summary>oidc-provider, a certified OpenID provider, with the clients of the suite.</summary>
internal sealed class OidcProvider : IDisposable
{
    private readonly Process _process;

    private OidcProvider(Process process, string issuer) => (_process, Issuer) = (process, issuer);

    public string Issuer { get; }

    public static async Task<OidcProvider> StartAsync()
    {
        using X509Certificate2 certificate = NodeClient.DevelopmentCertificate();
        Process process = await NodeClient.StartAsync("oidc-provider.mjs", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["CLIENTS"] = JsonSerializer.Serialize(Registered.Clients.Where(client => client != Registered.Guessed).Select(client => new
            {
                id = client.ClientId,
                secret = client.Secret,
                grantTypes = client.GrantTypes,
                scopes = client.Scopes,
                redirectUris = client.RedirectUris,

                // It has one method for each client. passport-openidconnect knows only the body.
                method = client.Secret is null ? "none" : client == Registered.Other ? "client_secret_post" : "client_secret_basic",
            })),
            ["RESOURCES"] = """{"orders":["orders:read","orders:write"],"inventory":["inventory:read"]}""",
            ["TLS_KEY"] = certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem(),
            ["TLS_CERTIFICATE"] = certificate.ExportCertificatePem(),
        });

        // What it warns of, so that it never waits for a reader.
        process.BeginErrorReadLine();
        string issuer = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
            ?? throw new InvalidOperationException("oidc-provider did not start.");
        return new OidcProvider(process, issuer);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
