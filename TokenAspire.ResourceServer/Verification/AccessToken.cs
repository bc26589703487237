using System.Security.Claims;
using Microsoft.IdentityModel.Tokens;
using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer;

/// <summary>A token that passed every check, except that it may take a proof to present it: <see cref="ProofGate"/>.</summary>
internal sealed class AccessToken(string token, TokenIdentity identity, VerificationKey? key, TokenPayload payload) : SecurityToken, IAccessTokenFeature
{
    public string Token { get; } = token;

    public TokenIdentity Identity { get; } = identity;

    /// <summary>The key whose signature it bears; null for one that the issuer was asked about, which is not to be remembered.</summary>
    public VerificationKey? Key { get; } = key;

    /// <summary><c>exp</c>, in Unix seconds.</summary>
    public long ExpiresAt { get; } = payload.Time("exp")!.Value;

    /// <summary>Whether it is bound to a key of its client (<c>cnf</c>), so that it is worth nothing without a proof.</summary>
    public bool IsBound { get; } = payload.IsBound;

    public override string Id => Identity.TokenId;

    public override string Issuer { get; } = payload.Text("iss")!;

    public override SecurityKey SecurityKey => null!;

    public override SecurityKey SigningKey { get; set; } = null!;

    public override DateTime ValidFrom { get; } = ToDateTime(payload.Time("iat")!.Value);

    public override DateTime ValidTo { get; } = ToDateTime(payload.Time("exp")!.Value);

    /// <summary>The claims under their own names; roles come from <c>roles</c>, the name from <c>name</c> or else <c>sub</c>.</summary>
    public ClaimsIdentity CreateIdentity(string authenticationType)
    {
        string nameType = payload.Claims.Exists(claim => claim.Type == "name") ? "name" : "sub";
        return new ClaimsIdentity(payload.Claims, authenticationType, nameType, roleType: "roles");
    }

    private static DateTime ToDateTime(long seconds) => EpochTime.DateTime(seconds);
}
