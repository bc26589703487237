using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using TokenAspire.ResourceServer;

namespace TokenAspire.Gateway.Bff.Issuer;

/// <summary>What the issuer publishes about itself: its endpoints, and the keys of id tokens and logout tokens.</summary>
internal sealed class IssuerMetadata
{
    /// <summary>The name of the <see cref="HttpClient"/> that talks to the issuer.</summary>
    public const string ClientName = "TokenAspire.Gateway.Bff";

    private readonly IHttpClientFactory _clients;
    private readonly TimeSpan _timeout;
    private readonly TimeSpan _throttle;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private volatile ConfigurationManager<OpenIdConnectConfiguration> _documents;
    private Task? _reading;
    private long _readAt;

    public IssuerMetadata(
        IHttpClientFactory clients, IOptions<TokenVerificationOptions> verification, IOptions<BffOptions> options, TimeProvider time)
    {
        (_clients, _timeout, _throttle, _time) = (clients, options.Value.IssuerTimeout, verification.Value.KeyRefreshThrottle, time);
        Issuer = verification.Value.Authority;
        _documents = Unread();
    }

    /// <summary>The <c>iss</c> of everything that is accepted.</summary>
    public string Issuer { get; }

    /// <summary>Null where the issuer cannot be reached in time and never could.</summary>
    public async Task<OpenIdConnectConfiguration?> FindAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(_timeout, _time);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            // Those who ask at the same moment wait for one that reads, which no limit but the client's own would end.
            OpenIdConnectConfiguration read = await _documents.GetConfigurationAsync(limit.Token).WaitAsync(limit.Token);

            // OpenID Connect Discovery section 4.3: the document speaks for this issuer and no other.
            return read.Issuer == Issuer ? read : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>
    /// The issuer's keys; read again for one that is not among them, once for all who ask and not more often than the
    /// verification does.
    /// </summary>
    public async Task<ICollection<SecurityKey>> FindKeysAsync(string keyId, CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is { } known && !known.SigningKeys.Any(key => key.KeyId == keyId))
        {
            await ReadAgainAsync().WaitAsync(cancellationToken);
        }

        return (await FindAsync(cancellationToken))?.SigningKeys ?? [];
    }

    private Task ReadAgainAsync()
    {
        lock (_gate)
        {
            if (_reading is null || (_reading.IsCompleted && _time.GetElapsedTime(_readAt) >= _throttle))
            {
                (_reading, _readAt) = (ReplaceAsync(), _time.GetTimestamp());
            }

            return _reading;
        }
    }

    // A manager that has its documents reads them again in the background: whoever asked would go without. A new one waits.
    private async Task ReplaceAsync()
    {
        ConfigurationManager<OpenIdConnectConfiguration> documents = Unread();
        try
        {
            await documents.GetConfigurationAsync(CancellationToken.None);
            _documents = documents;
        }
        catch (InvalidOperationException)
        {
            // The documents as last read are the best there is.
        }
    }

    private ConfigurationManager<OpenIdConnectConfiguration> Unread() => new(
        Issuer.TrimEnd('/') + "/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever(), new HttpsDocuments(_clients));

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
