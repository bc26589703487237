using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Protocol.AccessTokens;

/// <summary>An access token of this issuer whose signature, type, issuer and required claims were found in order.</summary>
internal sealed class VerifiedAccessToken(JsonWebToken token)
{
    public string TokenId => Text("jti");

    public string SubjectId => Text("sub");

    public string ClientId => Text("client_id");

    public string? SessionId => token.TryGetPayloadValue("sid", out string sessionId) ? sessionId : null;

    public IReadOnlyList<string> Scopes => ScopeList.Parse(Text("scope"));

    public long IssuedAt => Seconds("iat");

    public long ExpiresAt => Seconds("exp");

    public string Issuer => token.Issuer;

    public IEnumerable<string> Audiences => token.Audiences;

    /// <summary>Null where the token is not about a person.</summary>
    public string? TenantId => token.TryGetPayloadValue("tenant_id", out string tenantId) ? tenantId : null;

    /// <summary>Empty where the token is not about a person.</summary>
    public IReadOnlyList<string> Roles => token.TryGetPayloadValue("roles", out string[] roles) ? roles : [];

    /// <summary>Who acts for the person (RFC 8693 4.1); null where they do themselves.</summary>
    public Actor? Actor => token.TryGetPayloadValue("act", out JsonElement actor) ? Actor.Read(actor) : null;

    /// <summary>Null where the token is not about a person.</summary>
    public long? AuthenticatedAt => token.TryGetPayloadValue("auth_time", out long seconds) ? seconds : null;

    /// <summary>The thumbprint of the key that it is bound to (<c>cnf.jkt</c>); null for a bearer token.</summary>
    public string? ProofKey => token.TryGetPayloadValue("cnf", out JsonElement confirmation)
        && confirmation.TryGetProperty("jkt", out JsonElement thumbprint) ? thumbprint.GetString() : null;

    /// <summary>What decides whether it is revoked.</summary>
    public TokenIdentity Identity =>
        new(TokenId, SessionId, SubjectId, ClientId, TokenIdentity.IssueTime(TokenId, IssuedAt));

    private string Text(string name) => token.GetPayloadValue<string>(name);

    private long Seconds(string name) => token.GetPayloadValue<long>(name);
}
