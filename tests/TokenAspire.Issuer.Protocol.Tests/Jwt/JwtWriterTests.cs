using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Protocol.AccessTokens;
using TokenAspire.Issuer.Protocol.Jwt;
using TokenAspire.Issuer.Protocol.Tests.Hosting;

namespace TokenAspire.Issuer.Protocol.Tests.Jwt;

public sealed class JwtWriterTests : IDisposable
{
    private static readonly DateTimeOffset Issued = DateTimeOffset.FromUnixTimeMilliseconds(1_767_268_800_123);

    private readonly EphemeralKeyRing _ring = new();

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public async Task Microsofts_handler_accepts_the_signature_and_reads_every_claim(string algorithm)
    {
        string token = JwtWriter.Write(JwtHeader.AccessToken, _ring.GetSigningKey(algorithm), Claims());

        TokenValidationResult result = await Validate(token, algorithm);

        Assert.True(result.IsValid, result.Exception?.Message);
        JsonWebToken jwt = Assert.IsType<JsonWebToken>(result.SecurityToken);
        Assert.Equal("at+jwt", jwt.Typ);
        Assert.Equal(algorithm, jwt.Alg);
        Assert.Equal(_ring.GetSigningKey(algorithm).KeyId, jwt.Kid);
        Assert.Equal(["inventory", "orders"], jwt.Audiences.ToArray());
        Assert.Equal("Zoë \"Z\" <z>", jwt.GetPayloadValue<string>("sub"));
        Assert.Equal(["a", "b"], jwt.GetPayloadValue<string[]>("roles"));
        Assert.Equal(1_767_268_800, jwt.GetPayloadValue<long>("iat"));
        Assert.Equal(1_767_269_100, jwt.GetPayloadValue<long>("exp"));
        Assert.Equal(1_767_268_000, jwt.GetPayloadValue<long>("auth_time"));
        Assert.Equal("openid orders:read", jwt.GetPayloadValue<string>("scope"));
    }

    [Fact]
    public async Task A_changed_token_is_refused()
    {
        string token = JwtWriter.Write(JwtHeader.AccessToken, _ring.Rsa, Claims());
        string changed = token[..^5] + (token[^5] == 'A' ? 'B' : 'A') + token[^4..];

        Assert.False((await Validate(changed, "RS256")).IsValid);
    }

    [Fact]
    public void A_client_of_its_own_has_no_claims_of_a_person()
    {
        JsonWebToken jwt = new(JwtWriter.Write(JwtHeader.AccessToken, _ring.Rsa, Claims() with { User = null }));

        Assert.All(["sid", "tenant_id", "roles", "auth_time"], (string name) => Assert.False(jwt.TryGetPayloadValue(name, out JsonElement _)));
    }

    [Fact]
    public async Task Tokens_written_in_parallel_do_not_mix()
    {
        string[] tokens = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(
            () => JwtWriter.Write(JwtHeader.AccessToken, _ring.EllipticCurve, Claims() with { SubjectId = $"subject-{number}" }))));

        Assert.Equal(200, tokens.Select(token => new JsonWebToken(token).Subject).Distinct(StringComparer.Ordinal).Count());
        Assert.All(await Task.WhenAll(tokens.Select(token => Validate(token, "ES256"))), result => Assert.True(result.IsValid));
    }

    public void Dispose() => _ring.Dispose();

    private Task<TokenValidationResult> Validate(string token, string algorithm)
    {
        PublishedKey key = _ring.PublishedKeys.Single(published => published.Algorithm == algorithm);
        JsonWebKey jwk = new() { Kid = key.KeyId, Kty = key.KeyType };
        (jwk.N, jwk.E) = (key.Parameters.GetValueOrDefault("n"), key.Parameters.GetValueOrDefault("e"));
        (jwk.Crv, jwk.X, jwk.Y) = (key.Parameters.GetValueOrDefault("crv"), key.Parameters.GetValueOrDefault("x"), key.Parameters.GetValueOrDefault("y"));
        return new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = "https://issuer.example", ValidAudience = "orders", ValidTypes = ["at+jwt"], ValidateLifetime = false, IssuerSigningKey = jwk,
        });
    }

    private static AccessTokenClaims Claims() => new()
    {
        Issuer = "https://issuer.example",
        Audiences = ["inventory", "orders"],
        SubjectId = "Zoë \"Z\" <z>",
        ClientId = "web",
        Scopes = ["openid", "orders:read"],
        Token = new IssuedAccessToken(Guid.CreateVersion7(Issued), Issued, Issued.AddMinutes(5)),
        User = new UserClaims("session", Issued.AddSeconds(-800), new SubjectProfile("Zoë \"Z\" <z>", "zoe", "Zoë", "acme", ["a", "b"])),
    };
}
