using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using TokenAspire.Gateway.Bff.Issuer;
using TokenAspire.Gateway.Bff.LoginSessions;
using TokenAspire.Gateway.Bff.Sessions;

namespace TokenAspire.Gateway.Bff;

/// <summary>Who has logged in, by the claims of the id token, and what the page needs to know. Never a token.</summary>
internal sealed record UserOutput(
    string Sub,
    string Sid,
    string? Name,
    string? PreferredUsername,
    string? TenantId,
    IReadOnlyList<string> Roles,
    long? AuthTime,
    DateTimeOffset SessionExpiresAt,
    string SessionsUrl,
    string? TraceUrl);

/// <summary>The <c>error</c> of a refused logout token (OIDC Back-Channel Logout 1.0, 2.8).</summary>
internal sealed record LogoutError(string Error, string ErrorDescription);

/// <summary>How the answers are spelt: as the claims are.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(UserOutput))]
[JsonSerializable(typeof(LogoutError))]
[JsonSerializable(typeof(IReadOnlyList<LoginSessionOutput>))]
internal sealed partial class BffJson : JsonSerializerContext;

/// <summary><c>GET /bff/user</c>.</summary>
internal sealed class UserEndpoint(IssuerMetadata metadata, IOptions<BffOptions> options)
{
    public const string Path = "/bff/user";

    public IResult Handle(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (context.Features.Get<BrowserSession>() is not { } session)
        {
            return BrowserRefusal.NotLoggedIn;
        }

        // Verified when the person logged in, and kept since in a cookie that nobody else can write.
        JsonWebToken idToken = new(session.IdToken);
        UserOutput user = new(
            idToken.Subject,
            session.SessionId,
            IssuerTokenValidator.Text(idToken, "name"),
            IssuerTokenValidator.Text(idToken, "preferred_username"),
            IssuerTokenValidator.Text(idToken, "tenant_id"),
            idToken.TryGetPayloadValue("roles", out string[] roles) ? roles : [],
            idToken.TryGetPayloadValue("auth_time", out long authTime) ? authTime : null,
            session.ExpiresAt,
            metadata.Issuer.TrimEnd('/') + "/sessions",
            options.Value.TraceUrl is { Length: > 0 } traceUrl ? traceUrl : null);
        return TypedResults.Json(user, BffJson.Default.UserOutput);
    }
}
