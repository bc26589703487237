using System.Globalization;
using TokenAspire.Load;

namespace TokenAspire.Issuer.Benchmarks;

/// <summary>The certified server <c>oidc-provider</c> under Node.js, one process a core, with the same client.</summary>
internal static class OidcProviderServer
{
    public static byte[] ClientCredentialsRequest(string algorithm) =>
        HttpConnection.TokenRequest("/token", $"grant_type=client_credentials&scope=read&resource=urn%3A{algorithm}");

    public static Task<ServerProcess> StartAsync(string script)
    {
        int port = ServerProcess.TakePort();
        return ServerProcess.StartAsync(
            "node",
            [Path.GetFullPath(script)],
            port,
            static port => HttpConnection.IsAnsweredAsync(port, ClientCredentialsRequest("RS256")),
            ("NODE_ENV", "production"),
            ("PORT", port.ToString(CultureInfo.InvariantCulture)),
            ("CLIENT_ID", IssuerServer.ClientId),
            ("CLIENT_SECRET", IssuerServer.ClientSecret));
    }
}
