using Microsoft.AspNetCore.Http;

namespace TokenAspire.Issuer.Contracts.Subjects;

/// <summary>Who sits at the user agent, and where to send them to log in.</summary>
public interface ISubjectAuthentication
{
    /// <summary>The subject of the login session that the request's cookie names; null where there is none or it was ended.</summary>
    Task<AuthenticatedSubject?> AuthenticateAsync(HttpContext context);

    /// <summary>The login page's address, which comes back to <paramref name="returnUrl"/> (a path and query of this issuer) afterwards.</summary>
    string LoginUrl(string returnUrl);
}
