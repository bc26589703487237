using System.Security.Claims;
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

    // What an object and an array of claims and texts take besides the characters, generously.
    private const int FixedBytes = 1024;

    private readonly ClaimList _claims;
    private readonly string? _scopes;

    public AccessToken(string token, TokenIdentity identity, VerificationKey? key, TokenPayload payload)
    {
        Token = token;
        Identity = identity;
        Key = key;
        ExpiresAt = payload.ExpiresAt!.Value;
        IsBound = payload.IsBound;
        Issuer = payload.Issuer;
        ValidFrom = payload.NotBefore is { } notBefore ? EpochTime.DateTime(notBefore) : DateTime.MinValue;
        ValidTo = EpochTime.DateTime(ExpiresAt);
        _claims = payload.Claims;
        _scopes = Find(ScopeClaimType);
    }

    public string Token { get; }

    public TokenIdentity Identity { get; }

    public VerificationKey? Key { get; }

    /// <summary><c>exp</c>, in Unix seconds.</summary>
    public long ExpiresAt { get; }

    /// <summary>Whether it is bound to a key of its client (<c>cnf</c>), so that it is worth nothing without a proof.</summary>
    public bool IsBound { get; }

    /// <summary>About how many bytes of memory it takes, with all that it refers to alone.</summary>
    public int Size => FixedBytes + (sizeof(char) * Token.Length) + _claims.Size;

    public override string Id => Identity.TokenId;

    public override string Issuer { get; }

    public override SecurityKey SecurityKey => null!;

    public override SecurityKey SigningKey { get; set; } = null!;

    public override DateTime ValidFrom { get; }

    public override DateTime ValidTo { get; }

    /// <summary>
    /// The claims under their own names, in an identity of its own: whoever changes it changes nothing here. Roles come
    /// from <c>roles</c>, the name from <c>name</c> or else <c>sub</c>.
    /// </summary>
    public ClaimsIdentity CreateIdentity(string authenticationType)
    {
        ClaimsIdentity user = new(authenticationType, HasName() ? "name" : "sub", RoleClaimType);
        foreach (TokenClaim claim in _claims)
        {
            user.AddClaim(new Claim(claim.Type, claim.Value, claim.ValueType, Issuer, Issuer, user));
        }

        return user;
    }

    /// <summary>Whether there is such a claim, with one of these values, or with any if none is named.</summary>
    public bool HasClaim(string claimType, string[]? values)
    {
        foreach (TokenClaim claim in _claims)
        {
            if (IsOfType(claim.Type, claimType) && (values is null || Array.IndexOf(values, claim.Value) >= 0))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether there is a claim with this value.</summary>
    public bool HasClaim(string claimType, string value)
    {
        foreach (TokenClaim claim in _claims)
        {
            if (IsOfType(claim.Type, claimType) && claim.Value == value)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether it was granted this scope.</summary>
    public bool HasScope(string scope)
    {
        ReadOnlySpan<char> scopes = _scopes;
        foreach (Range granted in scopes.Split(' '))
        {
            if (scopes[granted].SequenceEqual(scope))
            {
                return true;
            }
        }

        return false;
    }

    private bool HasName()
    {
        for (int index = 0; index < _claims.Count; index++)
        {
            if (_claims.TypeAt(index) == "name")
            {
                return true;
            }
        }

        return false;
    }

    private string? Find(string claimType)
    {
        for (int index = 0; index < _claims.Count; index++)
        {
            if (IsOfType(_claims.TypeAt(index), claimType))
            {
                return _claims.ValueAt(index);
            }
        }

        return null;
    }

    // As an identity compares the types of its claims, so that both always say the same.
    private static bool IsOfType(string type, string claimType) =>
        string.Equals(type, claimType, StringComparison.OrdinalIgnoreCase);
}
