using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer;

/// <summary>The verified token of the current request.</summary>
internal interface IAccessTokenFeature
{
    /// <summary>The token, byte for byte as received.</summary>
    string Token { get; }

    /// <summary>What decides whether it is revoked.</summary>
    TokenIdentity Identity { get; }
}
