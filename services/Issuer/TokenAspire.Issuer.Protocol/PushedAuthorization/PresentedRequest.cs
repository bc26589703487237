using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Protocol.PushedAuthorization;

/// <summary>The parameters of an authorization request, wherever they stood.</summary>
/// <param name="Parameters">The request's own, or those that were pushed.</param>
/// <param name="Reference">What was pushed is found under; null where the parameters came with the request.</param>
/// <param name="IsContinued">Whether the reference is this issuer's own by now.</param>
internal sealed record PresentedRequest(RequestParameters Parameters, OpaqueToken? Reference, bool IsContinued)
{
    public bool IsPushed => Reference is not null;
}
