using TokenAspire.Gateway.Bff.Issuer;
using TokenAspire.Revocation;

namespace TokenAspire.Gateway.Bff.Sessions;

/// <summary>What a browser's cookie carries: its tokens and until when they are good. Immutable; a refresh makes another.</summary>
internal sealed class BrowserSession
{
    // Read and written in this order by SessionFormat.
    public required string SessionId
    {
        get;
        init
        {
            field = value;
            Identity = new TokenIdentity(TokenId: "", value, Subject: "", ClientId: "", long.MaxValue);
        }
    }

    public required string AccessToken { get; init; }

    public required string RefreshToken { get; init; }

    /// <summary>Who has logged in; kept for the page and as the hint of a logout (OIDC RP-Initiated Logout 1.0, 2).</summary>
    public required string IdToken { get; init; }

    public required DateTimeOffset AccessTokenExpiresAt { get; init; }

    /// <summary>From when on the access token is to be replaced.</summary>
    public required DateTimeOffset RefreshDueAt { get; init; }

    /// <summary>When the browser has to log in again, whatever was refreshed.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Where this session waits for a browser that has the one before it (<see cref="SessionSuccessors"/>); empty after a login.</summary>
    public string Predecessor { get; init; } = "";

    /// <summary>The header's value, made once for all requests that come with the same cookie.</summary>
    public string Authorization => field ??= "Bearer " + AccessToken;

    /// <summary>
    /// Looks up the session and nothing else: tokens, subjects and clients are for the verification, which knows when the
    /// token was issued.
    /// </summary>
    public TokenIdentity Identity { get; private init; }

    /// <summary>The session of a login, or of a refresh of <paramref name="previous"/>, that was asked for at this time.</summary>
    public static BrowserSession Create(
        TokenSet tokens, string sessionId, DateTimeOffset askedAt, DateTimeOffset expiresAt, BffOptions options, string idToken, string predecessor = "")
    {
        TimeSpan lifetime = tokens.ExpiresIn;
        TimeSpan margin = lifetime > 2 * options.RefreshBefore ? options.RefreshBefore : lifetime / 2;
        return new BrowserSession
        {
            SessionId = sessionId,
            AccessToken = tokens.AccessToken,
            RefreshToken = tokens.RefreshToken,
            IdToken = idToken,
            AccessTokenExpiresAt = askedAt + lifetime,
            RefreshDueAt = askedAt + lifetime - margin,
            ExpiresAt = expiresAt,
            Predecessor = predecessor,
        };
    }

    /// <summary>The same with another id token.</summary>
    public BrowserSession With(string idToken) => new()
    {
        SessionId = SessionId,
        AccessToken = AccessToken,
        RefreshToken = RefreshToken,
        IdToken = idToken,
        AccessTokenExpiresAt = AccessTokenExpiresAt,
        RefreshDueAt = RefreshDueAt,
        ExpiresAt = ExpiresAt,
        Predecessor = Predecessor,
    };

    /// <summary>Never the tokens.</summary>
    public override string ToString() => "[browser session]";
}
