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
}
