using System.Security.Cryptography;
using TokenAspire.Issuer.Contracts.Keys;

namespace TokenAspire.Issuer.Protocol.Tests.Hosting;

/// <summary>A real key that lives as long as its test.</summary>
internal sealed class EphemeralSigningKey : SigningKey, IDisposable
{
    private readonly RSA? _rsa;
    private readonly ECDsa? _ecdsa;

    private EphemeralSigningKey(string keyId, RSA? rsa, ECDsa? ecdsa)
    {
        KeyId = keyId;
        _rsa = rsa;
        _ecdsa = ecdsa;
    }

    public override string KeyId { get; }

    public override string Algorithm => _rsa is null ? "ES256" : "RS256";

    public override int SignatureSize => _rsa is null ? 64 : _rsa.KeySize / 8;

    public static EphemeralSigningKey Rsa(string keyId) => new(keyId, RSA.Create(2048), null);

    public static EphemeralSigningKey EllipticCurve(string keyId) => new(keyId, null, ECDsa.Create(ECCurve.NamedCurves.nistP256));

    public override int Sign(ReadOnlySpan<byte> data, Span<byte> destination) => _rsa is not null
        ? _rsa.SignData(data, destination, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : _ecdsa!.SignData(data, destination, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    /// <summary>Its public half; <paramref name="withPrivateMembers"/> hands over what must never be published.</summary>
    public PublishedKey Publish(SigningKeyState state = SigningKeyState.Active, bool withPrivateMembers = false)
    {
        Dictionary<string, string> members = _rsa is not null ? RsaMembers(withPrivateMembers) : EcMembers(withPrivateMembers);
        return new PublishedKey(KeyId, Algorithm, _rsa is null ? "EC" : "RSA", members, state, DateTimeOffset.UnixEpoch);
    }

    /// <summary>The public key as the bytes of its PEM form: what an HS256 forger would use as the secret.</summary>
    public string PublicPem() => _rsa!.ExportSubjectPublicKeyInfoPem();

    public void Dispose()
    {
        _rsa?.Dispose();
        _ecdsa?.Dispose();
    }

    private Dictionary<string, string> RsaMembers(bool withPrivateMembers)
    {
        RSAParameters parameters = _rsa!.ExportParameters(withPrivateMembers);
        Dictionary<string, string> members = new(StringComparer.Ordinal) { ["n"] = Encode(parameters.Modulus!), ["e"] = Encode(parameters.Exponent!) };
        if (withPrivateMembers)
        {
            members["d"] = Encode(parameters.D!);
            members["p"] = Encode(parameters.P!);
        }

        return members;
    }

    private Dictionary<string, string> EcMembers(bool withPrivateMembers)
    {
        ECParameters parameters = _ecdsa!.ExportParameters(withPrivateMembers);
        Dictionary<string, string> members = new(StringComparer.Ordinal)
        {
            ["crv"] = "P-256", ["x"] = Encode(parameters.Q.X!), ["y"] = Encode(parameters.Q.Y!),
        };
        if (withPrivateMembers)
        {
            members["d"] = Encode(parameters.D!);
        }

        return members;
    }

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
