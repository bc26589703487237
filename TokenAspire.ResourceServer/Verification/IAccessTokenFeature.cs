using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer;

/// <summary>The verified token of the current request.</summary>
internal interface IAccessTokenFeature
{
    /// <summary>The token, byte for byte as received.</summary>
    string Token { get; }

    /// <summary>What decides whether it is revoked.</summary>
    TokenIdentity Identity { get; }

    /// <summary>The key whose signature it bears; null for one that the issuer was asked about, which is not to be remembered.</summary>
    VerificationKey? Key { get; }
}
