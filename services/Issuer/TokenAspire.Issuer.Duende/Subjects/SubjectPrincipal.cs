using System.Globalization;
using System.Security.Claims;
using Duende.IdentityServer;

namespace TokenAspire.Issuer.Duende.Subjects;

/// <summary>A person as Duende knows people.</summary>
internal static class SubjectPrincipal
{
    private const string SessionClaim = "sid";

    public static ClaimsPrincipal Of(string subjectId, string sessionId, DateTimeOffset authenticatedAt) => new(new ClaimsIdentity(
    [
        new Claim("sub", subjectId),
        new Claim(SessionClaim, sessionId),
        new Claim("auth_time", authenticatedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ClaimValueTypes.Integer64),
        // Duende asks for these two; they get into no token.
        new Claim("idp", IdentityServerConstants.LocalIdentityProvider),
        new Claim("amr", "pwd"),
    ], "login"));
}
