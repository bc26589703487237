using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using TokenAspire.Gateway.Bff.Issuer;
using TokenAspire.Gateway.Bff.Sessions;
using TokenAspire.Propagation;

namespace TokenAspire.Gateway.Bff.LoginSessions;

/// <summary>Asks the issuer about a person's own login sessions, with the access token of their browser session.</summary>
internal sealed class LoginSessionsClient(IHttpClientFactory clients, IssuerMetadata metadata, IOptions<BffOptions> options)
{
    private const string Path = "account/sessions";
    private const string Scope = "sessions";

    public async Task<DownstreamAnswer<IReadOnlyList<LoginSessionOutput>>> ListAsync(BrowserSession session, CancellationToken cancellationToken)
    {
        using HttpClient client = CreateClient(session);
        return await client.GetDownstreamAsync<IReadOnlyList<LoginSessionOutput>>(Path, Scope, cancellationToken);
    }

    /// <summary>204: ended and told to everybody. 202: ended, and told as soon as the revocation stream is back.</summary>
    public async Task<DownstreamAnswer<HttpStatusCode>> EndAsync(BrowserSession session, Guid sid, CancellationToken cancellationToken)
    {
        using HttpClient client = CreateClient(session);
        return await client.DeleteDownstreamAsync($"{Path}/{sid}", Scope, cancellationToken);
    }

    // The authority is https, or the verification would not have started.
    private HttpClient CreateClient(BrowserSession session)
    {
        HttpClient client = clients.CreateClient(IssuerMetadata.ClientName);
        client.BaseAddress = new Uri(metadata.Issuer.TrimEnd('/') + '/');
        client.Timeout = options.Value.IssuerTimeout;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.AccessToken);
        return client;
    }
}
