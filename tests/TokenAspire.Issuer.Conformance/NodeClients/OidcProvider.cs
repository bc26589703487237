using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.NodeClients;

/// <summary>oidc-provider, a certified OpenID provider, with the clients of the suite.</summary>
public sealed class OidcProvider : IAsyncLifetime
{
    private Process? _process;

    /// <summary>Its issuer identifier.</summary>
    public string Issuer { get; private set; } = "";

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        using X509Certificate2 certificate = NodeClient.DevelopmentCertificate();
        _process = await NodeClient.StartAsync("oidc-provider.mjs", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["CLIENTS"] = JsonSerializer.Serialize(Registered.Clients.Except([Registered.Guessed, Registered.Opaque, Registered.ThirdParty]).Select(client => new
            {
                id = client.ClientId,
                secret = client.Secret,
                key = client.Key?.PublicJwk,
                grantTypes = client.GrantTypes,
                scopes = client.Scopes,
                redirectUris = client.RedirectUris,
                postLogoutRedirectUris = client.PostLogoutRedirectUris,

                // It has one method for each client. passport-openidconnect knows only the body.
                method = client switch
                {
                    { Key: not null } => "private_key_jwt",
                    { Secret: null } => "none",
                    _ => client == Registered.Other ? "client_secret_post" : "client_secret_basic",
                },
            })),
            ["RESOURCE"] = Registered.OrdersUri,
            ["RESOURCES"] = """{"orders":["orders:read","orders:write"],"inventory":["inventory:read"]}""",
            ["TLS_KEY"] = certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem(),
            ["TLS_CERTIFICATE"] = certificate.ExportCertificatePem(),
        });

        // What it warns of, so that it never waits for a reader.
        _process.BeginErrorReadLine();
        Issuer = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
            ?? throw new InvalidOperationException("oidc-provider did not start.");
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _process?.Kill();
        _process?.Dispose();
        return ValueTask.CompletedTask;
    }
}
