using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TokenAspire.Issuer.Contracts.Logout;
using TokenAspire.Issuer.Protocol.AccessTokens;
using TokenAspire.Issuer.Protocol.IdTokens;
using TokenAspire.Issuer.Protocol.Tests.Hosting;

namespace TokenAspire.Issuer.Protocol.Tests.LogoutTokens;

public sealed class LogoutTokenTests(ProtocolServer server) : IClassFixture<ProtocolServer>
{
    private readonly LogoutNotice _notice = new(Guid.NewGuid(), "web", Guid.NewGuid().ToString(), Guid.NewGuid().ToString());

    [Fact]
    public void A_logout_token_has_the_claims_of_the_specification_and_no_nonce()
    {
        JsonWebToken token = new(Write());
        using JsonDocument payload = JsonDocument.Parse(Base64UrlEncoder.Decode(token.EncodedPayload));

        Assert.Equal("logout+jwt", token.Typ);
        Assert.Equal("RS256", token.Alg);
        Assert.Equal(["iss", "sub", "aud", "iat", "exp", "jti", "sid", "events"], payload.RootElement.EnumerateObject().Select(claim => claim.Name));
        Assert.Equal("""{"http://schemas.openid.net/event/backchannel-logout":{}}""", payload.RootElement.GetProperty("events").GetRawText());
        Assert.Equal(ProtocolServer.Issuer, token.Issuer);
        Assert.Equal(["web"], token.Audiences);
        Assert.Equal(_notice.SubjectId, token.Subject);
        Assert.Equal(_notice.SessionId, token.GetPayloadValue<string>("sid"));
        Assert.Equal(_notice.NoticeId.ToString(), token.Id);
        Assert.Equal(120, token.GetPayloadValue<long>("exp") - token.GetPayloadValue<long>("iat"));
    }

    [Fact]
    public async Task A_logout_token_passes_neither_for_an_access_token_nor_for_an_id_token()
    {
        string token = Write();

        Assert.Null(await server.Services.GetRequiredService<AccessTokenVerifier>().VerifyAsync(token));
        Assert.Null(await server.Services.GetRequiredService<IdTokenVerifier>().VerifyAsync(token));
    }

    private string Write() => server.Services.GetRequiredService<ILogoutTokens>().Write(_notice);
}
