using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace TokenAspire.ResourceServer;

/// <summary>Reads the discovery document and the key set it points to, over HTTPS only.</summary>
internal sealed class IssuerDocumentReader(IHttpClientFactory clients, IOptions<TokenVerificationOptions> options)
{
    /// <summary>The name of the <see cref="HttpClient"/> that talks to the issuer.</summary>
    public const string ClientName = "TokenAspire.Issuer";

    public const long MaxDocumentBytes = 1 << 20;

    /// <summary>Throws when the issuer cannot be reached or when what it says cannot be relied upon; <see cref="KeyReadProblem"/> tells which.</summary>
    public async Task<IssuerDocument> ReadAsync(CancellationToken ct)
    {
        using HttpClient client = clients.CreateClient(ClientName);
        OpenIdConnectConfiguration discovered = await DiscoverAsync(client, options.Value.Authority, ct);
        using HttpResponseMessage response = await GetAsync(client, discovered.JwksUri, "key set", ct);
        string json = await response.Content.ReadAsStringAsync(ct);
        FrozenDictionary<string, VerificationKey> keys = ToKeys(Parse("key set", () => new JsonWebKeySet(json)));
        return keys.Count == 0
            ? throw new IssuerDocumentException(
                "its key set has no usable key", "publish an RS256, PS256 (2048 bits or more) or ES256 key with a kid of its own")
            : new IssuerDocument
            {
                Keys = keys,
                MaxAge = response.Headers.CacheControl?.MaxAge,
                TokenEndpoint = discovered.TokenEndpoint,
                IntrospectionEndpoint = discovered.IntrospectionEndpoint,
            };
    }

    private static async Task<OpenIdConnectConfiguration> DiscoverAsync(HttpClient client, string authority, CancellationToken ct)
    {
        using HttpResponseMessage response =
            await GetAsync(client, authority.TrimEnd('/') + "/.well-known/openid-configuration", "discovery document", ct);
        string json = await response.Content.ReadAsStringAsync(ct);
        OpenIdConnectConfiguration discovered = Parse("discovery document", () => OpenIdConnectConfiguration.Create(json));

        // OpenID Connect Discovery section 4.3: the document speaks for this issuer and no other.
        return discovered.Issuer == authority
            ? discovered
            : throw new IssuerDocumentException(
                "its discovery document names another issuer", "set TokenVerification:Authority exactly as the document spells issuer");
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient client, string address, string document, CancellationToken ct)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Scheme != Uri.UriSchemeHttps)
        {
            throw new IssuerDocumentException($"the address of its {document} is not https", "let the issuer publish an https address");
        }

        HttpResponseMessage response = await client.GetAsync(uri, ct);
        try
        {
            return response.EnsureSuccessStatusCode();
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static T Parse<T>(string document, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new IssuerDocumentException(
                $"its {document} is not the JSON that it should be", "is an issuer at this address, or a page of something else?", fault);
        }
    }

    // A kid that occurs twice names no key.
    private static FrozenDictionary<string, VerificationKey> ToKeys(JsonWebKeySet keySet) => keySet.Keys
        .GroupBy(key => key.Kid ?? "", StringComparer.Ordinal)
        .Where(sameName => sameName.Count() == 1)
        .Select(sameName => (Kid: sameName.Key, Key: VerificationKey.TryCreate(sameName.Single())))
        .Where(named => named.Key is not null)
        .ToFrozenDictionary(named => named.Kid, named => named.Key!, StringComparer.Ordinal);
}
