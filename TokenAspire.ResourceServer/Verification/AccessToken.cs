using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Tokens;
using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer;

/// <summary>
/// A token that passed every check, except that it may take a proof to present it: <see cref="ProofGate"/>. It is shared
/// by the requests that present it, and so never changes.
/// </summary>
internal sealed class AccessToken : SecurityToken, IAccessTokenFeature
{
    public const string RoleClaimType = "roles";

    // RFC 9068 section 2.2.3: one string, scopes separated by spaces.
    private const string ScopeClaimType = "scope";

    // What the objects take besides the characters, generously, and what each claim adds to that.
    private const int FixedBytes = 1024;
    private const int BytesOfClaim = 96;

    private readonly TokenPayload _payload;

    public AccessToken(string token, in TokenIdentity identity, VerificationKey? key, TokenPayload payload)
    {
        Token = token;
        Identity = identity;
        Key = key;
        _payload = payload;
    }

    public string Token { get; }

    public TokenIdentity Identity { get; }

    public VerificationKey? Key { get; }

    /// <summary><c>exp</c>, in Unix seconds.</summary>
    public long ExpiresAt => _payload.ExpiresAt!.Value;

    /// <summary>Whether it is bound to a key of its client (<c>cnf</c>), so that it is worth nothing without a proof.</summary>
    public bool IsBound => _payload.IsBound;

    /// <summary>
    /// About how many bytes of memory it takes, with all that it refers to alone: its claims have at most as many
    /// characters as the token that they were read from.
    /// </summary>
    public int Size => FixedBytes + (2 * sizeof(char) * Token.Length) + (BytesOfClaim * Claims.Count);

    public override string Id => Identity.TokenId;

    public override string Issuer => _payload.Issuer;

    public override SecurityKey SecurityKey => null!;

    public override SecurityKey SigningKey { get; set; } = null!;

    public override DateTime ValidFrom => _payload.NotBefore is { } notBefore ? EpochTime.DateTime(notBefore) : DateTime.MinValue;

    public override DateTime ValidTo => EpochTime.DateTime(ExpiresAt);

    private ClaimList Claims => _payload.Claims;

    /// <summary>
    /// The claims under their own names, in an identity of its own: whoever changes it changes nothing here. Roles come
    /// from <c>roles</c>, the name from <c>name</c> or else <c>sub</c>.
    /// </summary>
    public ClaimsIdentity CreateIdentity(string authenticationType)
    {
        ClaimsIdentity user = new(authenticationType, Claims.Names("name") ? "name" : "sub", RoleClaimType);
        Claims.AddTo(user, Issuer);
        return user;
    }

    /// <summary>Sets what JwtBearer tells about a token besides its claims.</summary>
    public void Describe(AuthenticationProperties properties)
    {
        properties.ExpiresUtc = new DateTimeOffset(ValidTo);
        properties.IssuedUtc = ValidFrom == DateTime.MinValue ? null : new DateTimeOffset(ValidFrom);
    }

    /// <summary>The claims under this name.</summary>
    public IEnumerable<TokenClaim> FindAll(string claimType)
    {
        for (int index = 0; index < Claims.Count; index++)
        {
            if (IsOfType(Claims.TypeAt(index), claimType))
            {
                yield return Claims[index];
            }
        }
    }

    /// <summary>Whether there is such a claim, with one of these values, or with any if none is named.</summary>
    public bool HasClaim(string claimType, string[]? values)
    {
        ClaimList claims = Claims;
        for (int index = 0; index < claims.Count; index++)
        {
            if (IsOfType(claims.TypeAt(index), claimType) && (values is null || Array.IndexOf(values, claims.ValueAt(index)) >= 0))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether there is a claim with this value.</summary>
    public bool HasClaim(string claimType, string value)
    {
        ClaimList claims = Claims;
        for (int index = 0; index < claims.Count; index++)
        {
            if (IsOfType(claims.TypeAt(index), claimType) && claims.ValueAt(index) == value)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether it was granted this scope.</summary>
    public bool HasScope(string scope)
    {
        ReadOnlySpan<char> scopes = Find(ScopeClaimType);
        foreach (Range granted in scopes.Split(' '))
        {
            if (scopes[granted].SequenceEqual(scope))
            {
                return true;
            }
        }

        return false;
    }

    private string? Find(string claimType)
    {
        ClaimList claims = Claims;
        for (int index = 0; index < claims.Count; index++)
        {
            if (IsOfType(claims.TypeAt(index), claimType))
            {
                return claims.ValueAt(index);
            }
        }

        return null;
    }

    // As an identity compares the types of its claims, so that both always say the same.
    private static bool IsOfType(string type, string claimType) =>
        string.Equals(type, claimType, StringComparison.OrdinalIgnoreCase);
}
