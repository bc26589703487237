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

    // Each signed with the very key that it names: what refuses it is its header alone.
    [Theory]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":"rsa-1","crit":["exp"]}""")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":"rsa-1","crit":["b64"],"b64":true}""")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":"rsa-1","jku":"https://evil.test/keys"}""")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":"rsa-1","x5u":"https://evil.test/chain"}""")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":"rsa-1","x5c":["MIIB"]}""")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":"rsa-1","jwk":{"kty":"RSA","n":"AQAB","e":"AQAB"}}""")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":"rsa-1","zip":"DEF"}""")]
    [InlineData("""{"alg":"none","alg":"RS256","typ":"at+jwt","kid":"rsa-1"}""")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":"ec-1","kid":"rsa-1"}""")]
    [InlineData("""{"alg":"RS256","typ":"JWT","typ":"at+jwt","kid":"rsa-1"}""")]
    [InlineData("""{"alg":"RS256","typ":"JWT","kid":"rsa-1"}""")]
    [InlineData("""{"alg":"RS256","typ":"logout+jwt","kid":"rsa-1"}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa-1"}""")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt"}""")]
    [InlineData("""{"alg":"rs256","typ":"at+jwt","kid":"rsa-1"}""")]
    [InlineData("""{"alg":"PS256","typ":"at+jwt","kid":"rsa-1"}""")]
    [InlineData("""{"alg":"RS512","typ":"at+jwt","kid":"rsa-1"}""")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":"rsa-1"}""")]
    [InlineData("""[]""")]
    public async Task A_header_that_this_issuer_does_not_write_is_refused(string header) =>
        Assert.Null(await _verifier.VerifyAsync(Sign(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header)), Payload(), _ring.Rsa)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task No_part_of_a_token_may_be_padded_broken_up_or_spelled_otherwise(int part)
    {
        string[] parts = Write(JwtHeader.AccessToken, _ring.Rsa, ProtocolServer.Issuer).Split('.');
        string genuine = parts[part];
        string[] spellings =
        [
            genuine + "=", genuine + "==", genuine + " ", "\t" + genuine, genuine.Insert(4, "\r\n"), genuine + "A",
            .. OtherLastCharacters(genuine),
        ];

        foreach (string spelling in spellings)
        {
            parts[part] = spelling;
            Assert.Null(await _verifier.VerifyAsync(string.Join('.', parts)));
        }
    }

    [Fact]
    public async Task A_claim_that_is_put_in_twice_breaks_the_signature()
    {
        string[] parts = Write(JwtHeader.AccessToken, _ring.Rsa, ProtocolServer.Issuer).Split('.');
        string payload = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1]));
        parts[1] = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload.Replace("}", ",\"client_id\":\"ops\"}", StringComparison.Ordinal)));

        Assert.Null(await _verifier.VerifyAsync(string.Join('.', parts)));
    }

    [Theory]
    [InlineData("RS256", 256)]
    [InlineData("ES256", 64)]
    public async Task A_signature_of_zeros_or_of_another_length_is_refused(string algorithm, int length)
    {
        string[] parts = Write(JwtHeader.AccessToken, _ring.GetSigningKey(algorithm), ProtocolServer.Issuer).Split('.');
        foreach (int size in (int[])[0, 1, length - 1, length, length + 1, 2_000])
        {
            parts[2] = Base64Url.EncodeToString(new byte[size]);
            Assert.Null(await _verifier.VerifyAsync(string.Join('.', parts)));
        }
    }

    public void Dispose() => _ring.Dispose();

    // The unused low bits of the last character: other text, the same bytes to a lenient reader.
    private static IEnumerable<string> OtherLastCharacters(string part) =>
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
            .Where(last => last != part[^1])
            .Select(last => part[..^1] + last);

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
