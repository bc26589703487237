using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer;

/// <summary>
/// What the fast lane has let through: all the features in which ASP.NET Core and this library look for it. The user and
/// the result are made when somebody asks for them.
/// </summary>
internal sealed class FastLaneTicket(AccessToken token, HttpRequest request)
    : IAccessTokenFeature, IHttpAuthenticationFeature, IAuthenticateResultFeature, IAuthenticationFeature
{
    private VerifiedUser? _authenticated;
    private ClaimsPrincipal? _user;
    private AuthenticateResult? _result;
    private bool _isReplaced;

    public string Token => token.Token;

    public TokenIdentity Identity => token.Identity;

    public VerificationKey? Key => token.Key;

    /// <summary>The user as the token authenticates it, whoever <see cref="User"/> has become.</summary>
    public VerifiedUser Authenticated =>
        _authenticated ?? Interlocked.CompareExchange(ref _authenticated, new VerifiedUser(token), comparand: null) ?? _authenticated;

    /// <summary>The endpoint whose policy the authorization middleware is about to work out; null at any other time.</summary>
    public Endpoint? AwaitsPolicyOf { get; set; }

    public PathString OriginalPath { get; set; } = request.Path;

    public PathString OriginalPathBase { get; set; } = request.PathBase;

    // These two keep each other's company as the features do that the authentication middleware sets: a user put in by
    // somebody else has no result, and a result brings its user with it.
    public ClaimsPrincipal? User
    {
        get => _isReplaced ? _user : Authenticated;
        set => Replace(value, result: null);
    }

    public AuthenticateResult? AuthenticateResult
    {
        get => _isReplaced ? _result : _result ??= CreateResult();
        set => Replace(value?.Principal, value);
    }

    /// <summary>Sets what JwtBearer tells about a token besides its claims.</summary>
    public void Describe(AuthenticationProperties properties) => token.Describe(properties);

    private void Replace(ClaimsPrincipal? user, AuthenticateResult? result)
    {
        _user = user;
        _result = result;
        _isReplaced = true;
    }

    private AuthenticateResult CreateResult()
    {
        AuthenticationProperties properties = new();
        Describe(properties);
        return AuthenticateResult.Success(new AuthenticationTicket(Authenticated, properties, JwtBearerDefaults.AuthenticationScheme));
    }
}

/// <summary>What the fast lane has found out and leaves to be answered: the token is refused.</summary>
internal sealed record LaneRefusal(RefusalReason Reason);
