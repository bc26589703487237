using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace TokenAspire.ResourceServer.Tests.Corpus;

/// <summary>Which keys are loaded, and how they are used.</summary>
public sealed class VerificationKeyTests
{
    [Theory]
    [InlineData(1024)]
    [InlineData(2047)]
    public void An_RSA_key_below_2048_bits_is_never_loaded(int bits)
    {
        JsonObject weak = TestSigningKey.CreateRsa("weak", bits == 1024 ? 1024 : 2048).ToJwk();
        byte[] modulus = Base64Url.DecodeFromChars((string)weak["n"]!);
        modulus[0] = bits == 1024 ? modulus[0] : (byte)(modulus[0] & 0x7F);
        weak["n"] = Base64Url.EncodeToString(modulus);

        Assert.Null(Load(weak));
    }

    [Fact]
    public void Zeros_before_the_modulus_make_no_key_stronger()
    {
        JsonObject weak = TestSigningKey.CreateRsa("weak", 1024).ToJwk();
        weak["n"] = Base64Url.EncodeToString([.. new byte[128], .. Base64Url.DecodeFromChars((string)weak["n"]!)]);

        Assert.Null(Load(weak));
    }

    [Theory]
    [InlineData("kty", "oct")]
    [InlineData("kty", null)]
    [InlineData("use", "enc")]
    [InlineData("alg", "HS256")]
    [InlineData("alg", "RS512")]
    [InlineData("alg", "ES256")]
    [InlineData("n", "")]
    [InlineData("n", "!")]
    [InlineData("n", null)]
    [InlineData("e", "")]
    [InlineData("e", "AQ")]
    [InlineData("e", "AA")]
    [InlineData("kid", "")]
    [InlineData("kid", null)]
    public void A_key_for_another_purpose_or_without_its_material_is_never_loaded(string member, string? value)
    {
        JsonObject key = TestSigningKey.CreateRsa("rsa-1").ToJwk();
        key[member] = value;

        Assert.Null(Load(key));
    }

    [Theory]
    [InlineData("crv", "P-384")]
    [InlineData("crv", "secp256k1")]
    [InlineData("alg", "ES384")]
    [InlineData("x", "AAAA")]
    [InlineData("y", null)]
    public void A_point_that_is_not_on_the_curve_is_never_loaded(string member, string? value)
    {
        JsonObject key = TestSigningKey.CreateEllipticCurve("ec-1").ToJwk();
        key[member] = value;

        Assert.Null(Load(key));
    }

    [Fact]
    public void A_key_with_the_algorithm_PS256_verifies_that_and_no_RS256()
    {
        TestSigningKey signer = TestSigningKey.CreateRsa("rsa-1");
        JsonObject jwk = signer.ToJwk();
        jwk["alg"] = "PS256";
        VerificationKey key = Load(jwk)!;
        byte[] input = Encoding.ASCII.GetBytes("a.b");

        Assert.Equal("PS256", key.Algorithm);
        Assert.True(key.Verifies(input, signer.Rsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)));
        Assert.False(key.Verifies(input, signer.Sign("a.b")));
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public void Many_threads_verify_with_one_key(string algorithm)
    {
        TestSigningKey signer = algorithm == "RS256" ? TestSigningKey.CreateRsa("rsa-1") : TestSigningKey.CreateEllipticCurve("ec-1");
        VerificationKey key = Load(signer.ToJwk())!;
        string[] inputs = [.. Enumerable.Range(0, 50).Select(index => $"header.{index}")];
        byte[][] signatures = [.. inputs.Select(signer.Sign)];

        Parallel.For(0, 2_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, index =>
        {
            int good = index % inputs.Length;
            int other = (good + 1) % inputs.Length;
            byte[] input = Encoding.ASCII.GetBytes(inputs[good]);
            Assert.True(key.Verifies(input, signatures[good]));
            Assert.False(key.Verifies(input, signatures[other]));
        });
    }

    private static VerificationKey? Load(JsonObject jwk) => VerificationKey.TryCreate(new JsonWebKey(jwk.ToJsonString()));
}
