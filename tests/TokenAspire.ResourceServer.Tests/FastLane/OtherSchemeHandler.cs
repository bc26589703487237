using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TokenAspire.ResourceServer.Tests;

internal sealed class OtherSchemeOptions : AuthenticationSchemeOptions;

/// <summary>Another way to authenticate: whoever comes has the role <c>guest</c>.</summary>
internal class OtherSchemeHandler(IOptionsMonitor<OtherSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<OtherSchemeOptions>(options, logger, encoder)
{
    public const string Name = "Other";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        ClaimsIdentity guest = new([new Claim("sub", "guest"), new Claim("roles", "guest")], Scheme.Name, "sub", "roles");
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(guest), Scheme.Name)));
    }
}

/// <summary>One that answers requests itself, as those for remote logins do.</summary>
internal sealed class CallbackSchemeHandler(IOptionsMonitor<OtherSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : OtherSchemeHandler(options, logger, encoder), IAuthenticationRequestHandler
{
    public Task<bool> HandleRequestAsync()
    {
        bool isCallback = Request.Path == "/any";
        Response.StatusCode = isCallback ? 204 : Response.StatusCode;
        return Task.FromResult(isCallback);
    }
}
