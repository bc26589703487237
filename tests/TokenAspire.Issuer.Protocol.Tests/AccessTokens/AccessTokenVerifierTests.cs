using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Protocol.AccessTokens;
using TokenAspire.Issuer.Protocol.Jwt;
using TokenAspire.Issuer.Protocol.Tests.Hosting;

namespace TokenAspire.Issuer.Protocol.Tests.AccessTokens;

public sealed class AccessTokenVerifierTests : IDisposable
{
    private static readonly DateTimeOffset Issued = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly EphemeralKeyRing _ring = new();
    private readonly AccessTokenVerifier _verifier;

    public AccessTokenVerifierTests() => _verifier = new AccessTokenVerifier(new IssuerIdentity(ProtocolServer.Issuer), _ring);

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public async Task An_own_token_is_recognised_even_after_its_end(string algorithm)
    {
        VerifiedAccessToken? verified = await _verifier.VerifyAsync(Write(JwtHeader.AccessToken, _ring.GetSigningKey(algorithm), ProtocolServer.Issuer));

        Assert.NotNull(verified);
        Assert.Equal("worker", verified.ClientId);
        Assert.Equal(["orders:read"], verified.Scopes);
        Assert.Equal(Issued.ToUnixTimeMilliseconds(), verified.Identity.IssuedAtMilliseconds);
        Assert.Empty(verified.Roles);
    }

    [Fact]
    public async Task A_token_of_another_issuer_is_not_ours() =>
        Assert.Null(await _verifier.VerifyAsync(Write(JwtHeader.AccessToken, _ring.Rsa, "https://issuer.example/")));

    [Fact]
    public async Task An_id_token_is_no_access_token() =>
        Assert.Null(await _verifier.VerifyAsync(Write(JwtHeader.IdToken, _ring.Rsa, ProtocolServer.Issuer)));

    [Fact]
    public async Task Another_key_under_our_kid_is_refused()
    {
        using EphemeralSigningKey forged = EphemeralSigningKey.Rsa(_ring.Rsa.KeyId);

        Assert.Null(await _verifier.VerifyAsync(Write(JwtHeader.AccessToken, forged, ProtocolServer.Issuer)));
    }

    [Fact]
    public async Task A_key_is_never_tried_for_another_kid()
    {
        string header = Base64Url.EncodeToString("{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"ec-1\"}"u8);

        Assert.Null(await _verifier.VerifyAsync(Sign(header, Payload(), _ring.Rsa)));
    }

    [Fact]
    public async Task A_key_of_a_new_version_of_the_ring_is_known()
    {
        using EphemeralSigningKey next = EphemeralSigningKey.Rsa("rsa-2");
        string token = Write(JwtHeader.AccessToken, next, ProtocolServer.Issuer);
        Assert.Null(await _verifier.VerifyAsync(token));

        _ring.Publish(next.Publish(SigningKeyState.Announced));

        Assert.NotNull(await _verifier.VerifyAsync(token));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("HS256")]
    public async Task Unsigned_tokens_and_the_public_key_as_a_secret_are_refused(string algorithm)
    {
        string header = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{{\"alg\":\"{algorithm}\",\"typ\":\"at+jwt\",\"kid\":\"rsa-1\"}}"));
        byte[] signature = algorithm == "HS256"
            ? HMACSHA256.HashData(Encoding.ASCII.GetBytes(_ring.Rsa.PublicPem()), Encoding.ASCII.GetBytes($"{header}.{Payload()}"))
            : [];

        Assert.Null(await _verifier.VerifyAsync($"{header}.{Payload()}.{Base64Url.EncodeToString(signature)}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("e30.e30.")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d.e")]
    public async Task What_is_no_token_is_none(string token) => Assert.Null(await _verifier.VerifyAsync(token));

    public void Dispose() => _ring.Dispose();

    private string Payload() => Write(JwtHeader.AccessToken, _ring.Rsa, ProtocolServer.Issuer).Split('.')[1];

    private static string Sign(string header, string payload, EphemeralSigningKey key)
    {
        byte[] signature = new byte[key.SignatureSize];
        key.Sign(Encoding.ASCII.GetBytes($"{header}.{payload}"), signature);
        return $"{header}.{payload}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Write(JwtHeader type, SigningKey key, string issuer) => JwtWriter.Write(type, key, new AccessTokenClaims
    {
        Issuer = issuer, Audiences = ["orders"], SubjectId = "worker", ClientId = "worker", Scopes = ["orders:read"],
        Token = new IssuedAccessToken(Guid.CreateVersion7(Issued), Issued, Issued.AddMinutes(5)),
    });
}
