using TokenAspire.Issuer.Contracts.Keys;

namespace TokenAspire.Issuer.Keys;

/// <summary>A row of <c>signing_keys</c>.</summary>
internal sealed record StoredKey(
    string KeyId,
    string Algorithm,
    SigningKeyState State,
    DateTimeOffset StateSince,
    DateTimeOffset CreatedAt,
    byte[] PublicKey,
    byte[]? WrappedPrivateKey,
    DateTimeOffset? RevokedAt = null);
