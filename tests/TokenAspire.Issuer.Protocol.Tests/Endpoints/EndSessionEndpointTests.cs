using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Protocol.AccessTokens;
using TokenAspire.Issuer.Protocol.IdTokens;
using TokenAspire.Issuer.Protocol.Tests.Hosting;

namespace TokenAspire.Issuer.Protocol.Tests.Endpoints;

public sealed class EndSessionEndpointTests(ProtocolServer server) : IClassFixture<ProtocolServer>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("client_id=web&post_logout_redirect_uri=https://client.example/&state=s%26t", "https://client.example/?state=s%26t")]
    [InlineData("client_id=web&post_logout_redirect_uri=https://client.example/?from=logout&state=s", "https://client.example/?from=logout&state=s")]
    [InlineData("client_id=web&post_logout_redirect_uri=https://client.example/", "https://client.example/")]
    [InlineData("client_id=web&state=s", "/logged-out")]
    [InlineData("client_id=unknown", "/logged-out")]
    [InlineData("id_token_hint=a.b.c", "/logged-out")]
    [InlineData("", "/logged-out")]
    public async Task Where_nobody_is_logged_in_the_answer_is_the_registered_address(string query, string location)
    {
        using HttpResponseMessage response = await server.Client.GetAsync("/connect/endsession?" + query, Cancelled);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(location, response.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("client_id=web&post_logout_redirect_uri=https://client.example")]
    [InlineData("client_id=web&post_logout_redirect_uri=https://client.example/bye")]
    [InlineData("client_id=web&post_logout_redirect_uri=https://client.example/callback")]
    [InlineData("client_id=cli&post_logout_redirect_uri=https://client.example/")]
    [InlineData("client_id=unknown&post_logout_redirect_uri=https://client.example/")]
    [InlineData("post_logout_redirect_uri=https://client.example/")]
    [InlineData("id_token_hint=a.b.c&post_logout_redirect_uri=https://client.example/")]
    [InlineData("client_id=web&client_id=web")]
    public async Task Anything_but_the_clients_registered_address_never_redirects(string query)
    {
        using HttpResponseMessage response = await server.Client.GetAsync("/connect/endsession?" + query, Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Null(response.Headers.Location);
    }

    [Fact]
    public async Task A_hint_of_another_client_is_refused()
    {
        using HttpResponseMessage response = await server.Client.GetAsync("/connect/endsession?client_id=cli&id_token_hint=" + IdToken(), Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_hint_is_known_by_its_signature_whether_it_has_expired_or_not()
    {
        IdTokenVerifier verifier = server.Services.GetRequiredService<IdTokenVerifier>();
        string token = IdToken();

        Assert.Equal(new VerifiedIdToken("web", "subject", "session"), await verifier.VerifyAsync(token));
        Assert.Null(await verifier.VerifyAsync(token[..^4] + "AAAA"));
        Assert.Null(await verifier.VerifyAsync(token[..(token.LastIndexOf('.') + 1)]));
        Assert.Null(await verifier.VerifyAsync(await AccessTokenAsync()));
    }

    private static UserClaims User() => new("session", DateTimeOffset.UnixEpoch, new SubjectProfile("subject", "u", "U", "acme", []));

    private async Task<string> AccessTokenAsync()
    {
        AccessTokenIssuer issuer = server.Services.GetRequiredService<AccessTokenIssuer>();
        AccessTokenContent content = new()
        {
            Token = issuer.Mint(TimeSpan.FromMinutes(5)), Client = InMemoryRegistrations.Client("web"), Scopes = ["openid"], User = User(),
        };
        return await issuer.WriteAsync(content, TestContext.Current.CancellationToken);
    }

    private string IdToken() => server.Services.GetRequiredService<IdTokenIssuer>().Write("web", User(), ["openid"], nonce: null, "at");
}
