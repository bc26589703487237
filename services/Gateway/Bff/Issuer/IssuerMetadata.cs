using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using TokenAspire.ResourceServer;

namespace TokenAspire.Gateway.Bff.Issuer;

/// <summary>What the issuer publishes about itself: its endpoints, and the keys of id tokens and logout tokens.</summary>
internal sealed class IssuerMetadata
{
    /// <summary>The name of the <see cref="HttpClient"/> that talks to the issuer.</summary>
    public const string ClientName = "TokenAspire.Gateway.Bff";

    public IssuerMetadata(IHttpClientFactory clients, IOptions<TokenVerificationOptions> verification)
    {
        Issuer = verification.Value.Authority;
        Documents = new ConfigurationManager<OpenIdConnectConfiguration>(
            Issuer.TrimEnd('/') + "/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever(), new HttpsDocuments(clients));
    }

    /// <summary>The <c>iss</c> of everything that is accepted.</summary>
    public string Issuer { get; }

    /// <summary>The documents as last read; read again for a key that is not among them.</summary>
    public ConfigurationManager<OpenIdConnectConfiguration> Documents { get; }

    /// <summary>Null where the issuer cannot be reached and never could.</summary>
    public async Task<OpenIdConnectConfiguration?> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            OpenIdConnectConfiguration read = await Documents.GetConfigurationAsync(cancellationToken);

            // OpenID Connect Discovery section 4.3: the document speaks for this issuer and no other.
            return read.Issuer == Issuer ? read : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private sealed class HttpsDocuments(IHttpClientFactory clients) : IDocumentRetriever
    {
        public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
        {
            Uri uri = new(address);
            using HttpClient client = clients.CreateClient(ClientName);
            return uri.Scheme == Uri.UriSchemeHttps
                ? await client.GetStringAsync(uri, cancel)
                : throw new InvalidOperationException("The issuer's documents are read over https only.");
        }
    }
}
