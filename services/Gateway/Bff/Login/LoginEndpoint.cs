using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using TokenAspire.Gateway.Bff.Issuer;

namespace TokenAspire.Gateway.Bff.Login;

/// <summary><c>GET /bff/login?returnUrl=/</c>: sends the browser to the issuer (RFC 6749 section 4.1.1, RFC 7636, OIDC Core section 3.1.2.1).</summary>
internal sealed class LoginEndpoint(
    IssuerMetadata metadata, ProtectedCookie<LoginAttempt> attempts, IOptions<BffOptions> options, ILogger<LoginEndpoint> logger)
{
    public const string CallbackPath = "/bff/callback";

    // Tabs that log in side by side; what was begun and left must not fill the headers.
    private const int MostAttempts = 5;

    private readonly BffOptions _options = options.Value;

    public async Task<IResult> HandleAsync(HttpContext context, string? returnUrl)
    {
        if (!LocalUrl.IsLocal(returnUrl ??= "/"))
        {
            return Refuse(LoginRefusal.ForeignReturnUrl);
        }

        if (await metadata.FindAsync(context.RequestAborted) is not { } issuer)
        {
            return Refuse(LoginRefusal.IssuerUnavailable);
        }

        LoginAttempt attempt = LoginAttempt.Start(returnUrl);
        attempts.Trim(context, MostAttempts - 1);
        attempts.Write(context, attempt, LoginAttempt.NameOf(attempt.State));
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Redirect(AuthorizeUrl(issuer, attempt));
    }

    /// <summary>Where the issuer sends the browser back to; registered there to the letter.</summary>
    public static string RedirectUri(BffOptions options) => options.PublicUrl.TrimEnd('/') + CallbackPath;

    private string AuthorizeUrl(OpenIdConnectConfiguration issuer, LoginAttempt attempt) =>
        QueryHelpers.AddQueryString(issuer.AuthorizationEndpoint, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["response_type"] = "code",
            ["client_id"] = _options.ClientId,
            ["redirect_uri"] = RedirectUri(_options),
            ["scope"] = _options.Scope,
            ["state"] = attempt.State,
            ["nonce"] = attempt.Nonce,
            ["code_challenge"] = attempt.CodeChallenge(),
            ["code_challenge_method"] = "S256",
        });

    private LoginRefusal Refuse(LoginRefusal refusal)
    {
        Log.LoginRefused(logger, refusal.Reason);
        return refusal;
    }
}
