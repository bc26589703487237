namespace TokenAspire.Issuer.Contracts.Keys;

/// <summary>Where a key stands: published ahead of use, signing, published until its last token expired, gone.</summary>
public enum SigningKeyState
{
    Announced,
    Active,
    Retiring,
    Retired,
}

/// <summary>A public key as the JWKS document shows it (RFC 7517).</summary>
/// <param name="KeyId">The <c>kid</c>.</param>
/// <param name="Algorithm">The <c>alg</c>; the key is good for no other.</param>
/// <param name="KeyType">The <c>kty</c>: <c>RSA</c> or <c>EC</c>.</param>
/// <param name="Parameters">The members of that key type: <c>n</c> and <c>e</c>, or <c>crv</c>, <c>x</c> and <c>y</c>; base64url.</param>
/// <param name="State">Where it stands.</param>
/// <param name="CreatedAt">When it was generated.</param>
public sealed record PublishedKey(
    string KeyId,
    string Algorithm,
    string KeyType,
    IReadOnlyDictionary<string, string> Parameters,
    SigningKeyState State,
    DateTimeOffset CreatedAt);
