using TokenAspire.Issuer.Contracts.Tokens;

namespace TokenAspire.Issuer.Contracts.RefreshFamilies;

/// <summary>
/// Computes a refresh token's successor: a keyed hash of it, so that a repeat within the grace
/// window gets the same answer although nothing is stored in clear.
/// </summary>
public interface ISuccessorDerivation
{
    /// <summary>The successor; the same one each time, on every issuer that shares the key.</summary>
    OpaqueToken SuccessorOf(OpaqueToken predecessor);

    /// <summary>The successor that was stored, by this key or one of before; null where it was derived by a key that this issuer does not have.</summary>
    OpaqueToken? SuccessorOf(OpaqueToken predecessor, TokenHash stored);
}
