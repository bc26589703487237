using TokenAspire.Issuer.Contracts.Keys;

namespace TokenAspire.Issuer.Protocol.Tests.Hosting;

/// <summary>A ring of one RSA and one EC key, which can be made to publish more.</summary>
internal sealed class EphemeralKeyRing : ISigningKeyRing, IDisposable
{
    public EphemeralKeyRing() =>
        PublishedKeys = [Rsa.Publish(withPrivateMembers: true), EllipticCurve.Publish(withPrivateMembers: true)];

    public EphemeralSigningKey Rsa { get; } = EphemeralSigningKey.Rsa("rsa-1");

    public EphemeralSigningKey EllipticCurve { get; } = EphemeralSigningKey.EllipticCurve("ec-1");

    public IReadOnlyList<PublishedKey> PublishedKeys { get; private set; }

    public long Version { get; private set; } = 1;

    public SigningKey GetSigningKey(string algorithm) => algorithm == "ES256" ? EllipticCurve : Rsa;

    public void Publish(params PublishedKey[] keys)
    {
        PublishedKeys = [.. PublishedKeys, .. keys];
        Version++;
    }

    public void Dispose()
    {
        Rsa.Dispose();
        EllipticCurve.Dispose();
    }
}
