using System.Security.Cryptography;
using System.Text;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Keys;

namespace TokenAspire.Issuer.Tests.Keys;

public sealed class SigningKeyTests
{
    [Theory]
    [InlineData(SigningAlgorithms.Rs256, 256)]
    [InlineData(SigningAlgorithms.Es256, 64)]
    public void Signatures_made_in_parallel_verify(string algorithm, int size)
    {
        KeyMaterial material = KeyMaterial.Generate(algorithm);
        SigningKey key = KeyMaterial.SigningKey(algorithm, "kid", material.Pkcs8);
        (byte[] Data, byte[] Signature)[] signed = new (byte[], byte[])[200];

        Parallel.For(0, signed.Length, new ParallelOptions { MaxDegreeOfParallelism = 16 }, index =>
        {
            byte[] data = Encoding.ASCII.GetBytes($"header.payload{index}");
            byte[] signature = new byte[key.SignatureSize];
            Assert.Equal(size, key.Sign(data, signature));
            signed[index] = (data, signature);
        });

        Assert.All(signed, pair => Assert.True(Verify(algorithm, material, pair.Data, pair.Signature)));
        Assert.False(Verify(algorithm, material, [0], signed[0].Signature));
    }

    [Fact]
    public void The_kid_is_the_thumbprint_of_RFC_7638()
    {
        // The example of RFC 7638 3.1.
        SortedDictionary<string, string> members = new(StringComparer.Ordinal)
        {
            ["kty"] = "RSA",
            ["n"] = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMs"
                + "tn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
            ["e"] = "AQAB",
        };

        Assert.Equal("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", KeyMaterial.Thumbprint(members));
    }

    private static bool Verify(string algorithm, KeyMaterial material, byte[] data, byte[] signature)
    {
        if (algorithm == SigningAlgorithms.Rs256)
        {
            using RSA rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(material.SubjectPublicKeyInfo, out _);
            return rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }

        using ECDsa ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(material.SubjectPublicKeyInfo, out _);
        return ecdsa.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
