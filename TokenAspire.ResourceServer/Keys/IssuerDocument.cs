using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace TokenAspire.ResourceServer;

/// <summary>What the issuer said about itself at one moment: its keys by <c>kid</c>, and where tokens are asked for.</summary>
internal sealed record IssuerDocument(FrozenDictionary<string, VerificationKey> Keys, string TokenEndpoint)
{
    /// <summary>
    /// Succeeds what was read before: a key that is still published stays the same object, and one that is not, or not
    /// with this material, is withdrawn. Who remembers a key learns it from the key.
    /// </summary>
    public IssuerDocument Succeed(IssuerDocument? previous)
    {
        if (previous is null)
        {
            return this;
        }

        IssuerDocument successor = this with
        {
            Keys = Keys.ToFrozenDictionary(named => named.Key, named => previous.Known(named.Value), StringComparer.Ordinal),
        };
        foreach (VerificationKey key in previous.Keys.Values.Except(successor.Keys.Values))
        {
            key.Withdraw();
        }

        return successor;
    }

    private VerificationKey Known(VerificationKey key) =>
        Keys.GetValueOrDefault(key.KeyId) is { } known && known.IsSameAs(key) ? known : key;
}

/// <summary>Reads the discovery document and the key set it points to, over HTTPS only.</summary>
internal sealed class IssuerDocumentReader(IHttpClientFactory clients, IOptions<TokenVerificationOptions> options)
{
    /// <summary>The name of the <see cref="HttpClient"/> that talks to the issuer.</summary>
    public const string ClientName = "TokenAspire.Issuer";

    public const long MaxDocumentBytes = 1 << 20;

    /// <summary>Throws when the issuer cannot be reached or when what it says cannot be relied upon.</summary>
    public async Task<IssuerDocument> ReadAsync(CancellationToken ct)
    {
        string authority = options.Value.Authority;
        string address = authority.TrimEnd('/') + "/.well-known/openid-configuration";
        HttpDocumentRetriever documents = new(clients.CreateClient(ClientName)) { RequireHttps = true };
        OpenIdConnectConfiguration discovered = await OpenIdConnectConfigurationRetriever.GetAsync(address, documents, ct);

        // OpenID Connect Discovery section 4.3: the document speaks for this issuer and no other.
        if (discovered.Issuer != authority)
        {
            throw new InvalidOperationException(
                "The discovery document names another issuer than TokenVerification:Authority; set the authority exactly as the issuer spells it.");
        }

        FrozenDictionary<string, VerificationKey> keys = ToKeys(discovered.JsonWebKeySet);
        return keys.Count > 0
            ? new IssuerDocument(keys, discovered.TokenEndpoint)
            : throw new InvalidOperationException("The issuer's key set has no usable key.");
    }

    // A kid that occurs twice names no key.
    private static FrozenDictionary<string, VerificationKey> ToKeys(JsonWebKeySet keySet) => keySet.Keys
        .GroupBy(key => key.Kid ?? "", StringComparer.Ordinal)
        .Where(sameName => sameName.Count() == 1)
        .Select(sameName => (Kid: sameName.Key, Key: VerificationKey.TryCreate(sameName.Single())))
        .Where(named => named.Key is not null)
        .ToFrozenDictionary(named => named.Kid, named => named.Key!, StringComparer.Ordinal);
}
