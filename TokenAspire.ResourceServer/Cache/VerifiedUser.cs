using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Security.Principal;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace TokenAspire.ResourceServer;

/// <summary>
/// The user of one request. Until somebody looks closer than at roles and single claims it is no more than a reference
/// to the shared token; then it gets an ordinary identity with claims of its own, and is an ordinary principal from
/// then on. So nothing that is done to it, its identities or its claims reaches another request.
/// </summary>
internal sealed class VerifiedUser(AccessToken token) : ClaimsPrincipal
{
    private volatile bool _hasIdentity;

    /// <summary>The token it was verified by, whatever has become of its claims.</summary>
    public AccessToken Token => token;

    /// <summary>Whether its proof of possession was compared with this process's memory only.</summary>
    public bool HasUnsharedProof { get; init; }

    /// <summary>The token, as long as this user says what the token says and nothing else.</summary>
    public AccessToken? Untouched => _hasIdentity ? null : token;

    public override IIdentity? Identity
    {
        get
        {
            EnsureIdentity();
            return base.Identity;
        }
    }

    public override IEnumerable<ClaimsIdentity> Identities
    {
        get
        {
            EnsureIdentity();
            return base.Identities;
        }
    }

    public override IEnumerable<Claim> Claims
    {
        get
        {
            EnsureIdentity();
            return base.Claims;
        }
    }

    public override bool IsInRole(string role)
    {
        if (Untouched is { } untouched && role is not null)
        {
            return untouched.HasClaim(AccessToken.RoleClaimType, role);
        }

        EnsureIdentity();
        return base.IsInRole(role!);
    }

    public override bool HasClaim(string type, string value)
    {
        if (Untouched is { } untouched && type is not null && value is not null)
        {
            return untouched.HasClaim(type, value);
        }

        EnsureIdentity();
        return base.HasClaim(type!, value!);
    }

    public override bool HasClaim(Predicate<Claim> match)
    {
        EnsureIdentity();
        return base.HasClaim(match);
    }

    public override Claim? FindFirst(string type)
    {
        EnsureIdentity();
        return base.FindFirst(type);
    }

    public override Claim? FindFirst(Predicate<Claim> match)
    {
        EnsureIdentity();
        return base.FindFirst(match);
    }

    public override IEnumerable<Claim> FindAll(string type)
    {
        EnsureIdentity();
        return base.FindAll(type);
    }

    public override IEnumerable<Claim> FindAll(Predicate<Claim> match)
    {
        EnsureIdentity();
        return base.FindAll(match);
    }

    public override void AddIdentity(ClaimsIdentity identity)
    {
        EnsureIdentity();
        base.AddIdentity(identity);
    }

    public override void AddIdentities(IEnumerable<ClaimsIdentity> identities)
    {
        EnsureIdentity();
        base.AddIdentities(identities);
    }

    public override ClaimsPrincipal Clone()
    {
        EnsureIdentity();
        return base.Clone();
    }

    public override void WriteTo(BinaryWriter writer)
    {
        EnsureIdentity();
        base.WriteTo(writer);
    }

    protected override void WriteTo(BinaryWriter writer, byte[]? userData)
    {
        EnsureIdentity();
        base.WriteTo(writer, userData);
    }

    private void EnsureIdentity()
    {
        if (!_hasIdentity)
        {
            TakeIdentity();
        }
    }

    // Reading a principal from several threads of one request is allowed, so the first look may come from two at once.
    [MethodImpl(MethodImplOptions.Synchronized)]
    private void TakeIdentity()
    {
        if (!_hasIdentity)
        {
            base.AddIdentity(token.CreateIdentity(JwtBearerDefaults.AuthenticationScheme));
            _hasIdentity = true;
        }
    }
}
