using Microsoft.AspNetCore.Http;

namespace TokenAspire.Issuer.Contracts.Logout;

/// <summary>Ends login sessions.</summary>
public interface ISessionTermination
{
    /// <summary>
    /// Revokes everything that was issued in a session, ends it, and forgets the user agent's cookie if it is of that
    /// session. A session that has ended before stays as it is.
    /// </summary>
    /// <param name="context">The request of the user agent.</param>
    /// <param name="sessionId">The <c>sid</c> claim.</param>
    /// <param name="actor">Who asked, for the audit trail: a client or the person.</param>
    /// <param name="cancellationToken">Cancels what has not been committed.</param>
    Task EndAsync(HttpContext context, string sessionId, string actor, CancellationToken cancellationToken);
}
