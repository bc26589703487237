namespace TokenAspire.Issuer.Contracts.Keys;

/// <summary>The issuer's keys, answered from memory: a request never waits for the store.</summary>
public interface ISigningKeyRing
{
    /// <summary>The active key of an algorithm. Throws where the ring has none: it always has one for each algorithm that a resource is registered with.</summary>
    SigningKey GetSigningKey(string algorithm);

    /// <summary>Every key of the JWKS document: announced, active and retiring.</summary>
    IReadOnlyList<PublishedKey> PublishedKeys { get; }

    /// <summary>Changes whenever <see cref="PublishedKeys"/> does, so that what is built from it can be kept.</summary>
    long Version { get; }
}
