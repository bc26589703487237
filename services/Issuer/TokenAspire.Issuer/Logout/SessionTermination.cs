using Microsoft.AspNetCore.Authentication;
using TokenAspire.Issuer.Contracts.Logout;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Revocations;
using TokenAspire.Issuer.Sessions;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Logout;

/// <summary>Logging out: revokes first, then forgets the cookie.</summary>
internal sealed class SessionTermination(
    ISubjectAuthentication authentication, PostgresLoginSessions sessions, TokenRevoker revoker) : ISessionTermination
{
    private const string Reason = "logout";

    public async Task EndAsync(HttpContext context, string sessionId, string actor, CancellationToken cancellationToken)
    {
        AuthenticatedSubject? subject = await authentication.AuthenticateAsync(context);
        if (Guid.TryParse(sessionId, out Guid id) && await sessions.IsOpenAsync(id, cancellationToken))
        {
            await revoker.RevokeAsync(RevocationKind.Session, id.ToString(), Reason, actor, cancellationToken);
        }

        if (subject?.SessionId == sessionId)
        {
            await context.SignOutAsync(LoginCookie.Scheme);
        }
    }
}
