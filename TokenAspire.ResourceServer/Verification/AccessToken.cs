using System.Security.Claims;
using Microsoft.IdentityModel.Tokens;
using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer;

/// <summary>A token that passed every check.</summary>
internal sealed class AccessToken(string token, TokenIdentity identity, VerificationKey key, TokenPayload payload) : SecurityToken, IAccessTokenFeature
{
    public string Token { get; } = token;

    public TokenIdentity Identity { get; } = identity;

    /// <summary>The key whose signature it bears.</summary>
    public VerificationKey Key { get; } = key;

    /// <summary><c>exp</c>, in Unix seconds.</summary>
    public long ExpiresAt { get; } = payload.ExpiresAt!.Value;

    /// <summary>Whether it is bound to a key of its client (<c>cnf</c>), so that it is worth nothing without a proof.</summary>
    public bool IsBound { get; } = payload.IsBound;

    public override string Id => Identity.TokenId;

    public override string Issuer => payload.Issuer;

    public override SecurityKey SecurityKey => null!;

    public override SecurityKey SigningKey { get; set; } = null!;

    public override DateTime ValidFrom => EpochTime.DateTime(payload.IssuedAt!.Value);

    public override DateTime ValidTo => EpochTime.DateTime(ExpiresAt);

    /// <summary>The claims under their own names; roles come from <c>roles</c>, the name from <c>name</c> or else <c>sub</c>.</summary>
    public ClaimsIdentity CreateIdentity(string authenticationType)
    {
        string nameType = payload.Claims.Exists(claim => claim.Type == "name") ? "name" : "sub";
        ClaimsIdentity user = new(authenticationType, nameType, roleType: "roles");
        foreach (TokenClaim claim in payload.Claims)
        {
            user.AddClaim(new Claim(claim.Type, claim.Value, claim.ValueType, Issuer, Issuer, user));
        }

        return user;
    }
}
