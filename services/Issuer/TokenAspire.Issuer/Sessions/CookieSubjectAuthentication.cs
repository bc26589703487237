using Microsoft.AspNetCore.Authentication;
using TokenAspire.Issuer.Contracts.Subjects;

namespace TokenAspire.Issuer.Sessions;

/// <summary>The person behind the login cookie.</summary>
internal sealed class CookieSubjectAuthentication : ISubjectAuthentication
{
    public async Task<AuthenticatedSubject?> AuthenticateAsync(HttpContext context)
    {
        AuthenticateResult result = await context.AuthenticateAsync(LoginCookie.Scheme);
        return LoginCookie.ReadPrincipal(result.Principal);
    }

    public string LoginUrl(string returnUrl) => "/login?returnUrl=" + Uri.EscapeDataString(returnUrl);
}
