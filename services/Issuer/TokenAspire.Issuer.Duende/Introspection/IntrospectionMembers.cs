using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Protocol.AccessTokens;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Duende.Introspection;

/// <summary>The members of an introspection response (RFC 7662 2.2), as the built-in engine writes them.</summary>
internal static class IntrospectionMembers
{
    public static Dictionary<string, object> Of(VerifiedAccessToken token, string? userName)
    {
        Dictionary<string, object> members = new(StringComparer.Ordinal)
        {
            ["active"] = true,
            ["token_type"] = token.ProofKey is null ? "Bearer" : "DPoP",
            ["iss"] = token.Issuer,
            ["aud"] = token.Audiences.ToArray(),
            ["sub"] = token.SubjectId,
            ["client_id"] = token.ClientId,
            ["scope"] = ScopeList.Format(token.Scopes),
            ["jti"] = token.TokenId,
            ["iat"] = token.IssuedAt,
            ["exp"] = token.ExpiresAt,
        };
        if (token.Actor is Actor actor)
        {
            members["act"] = Of(actor);
        }

        if (token.ProofKey is not null)
        {
            // RFC 9449 6.2.
            members["cnf"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["jkt"] = token.ProofKey };
        }

        if (token.SessionId is not null)
        {
            members["sid"] = token.SessionId;
            members["tenant_id"] = token.TenantId!;
            members["roles"] = token.Roles;
        }

        if (userName is not null)
        {
            members["username"] = userName;
        }

        return members;
    }

    // Without token_type, so that no resource server takes it for a bearer token.
    public static Dictionary<string, object> Of(LiveRefreshToken token) => new(StringComparer.Ordinal)
    {
        ["active"] = true,
        ["sub"] = token.Family.SubjectId,
        ["client_id"] = token.Family.ClientId,
        ["scope"] = ScopeList.Format(token.Family.Scopes),
        ["sid"] = token.Family.SessionId,
        ["iat"] = token.IssuedAt.ToUnixTimeSeconds(),
        ["exp"] = token.ExpiresAt.ToUnixTimeSeconds(),
    };

    private static Dictionary<string, object> Of(Actor actor)
    {
        Dictionary<string, object> members = new(StringComparer.Ordinal) { ["sub"] = actor.SubjectId };
        if (actor.Earlier is Actor earlier)
        {
            members["act"] = Of(earlier);
        }

        return members;
    }
}
