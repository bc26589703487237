using System.Security.Claims;
using Duende.IdentityServer.Saml.Models;
using Duende.IdentityServer.Services;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Duende.Requests;

namespace TokenAspire.Issuer.Duende.Subjects;

/// <summary>The person behind this project's login session, whose cookie and store are the host's. Duende keeps none of its own.</summary>
internal sealed class LoginSessionUser(ISubjectAuthentication authentication, IHttpContextAccessor http, AdmittedRequest admitted) : IUserSession
{
    public async Task<ClaimsPrincipal?> GetUserAsync(CancellationToken ct) =>
        await FindAsync() is AuthenticatedSubject subject
            ? SubjectPrincipal.Of(subject.SubjectId, subject.SessionId, subject.AuthenticatedAt)
            : null;

    public async Task<string?> GetSessionIdAsync(CancellationToken ct) => (await FindAsync())?.SessionId;

    public Task<string> CreateSessionIdAsync(ClaimsPrincipal principal, AuthenticationProperties properties, CancellationToken ct) =>
        throw new NotSupportedException("Sessions are started by the login page.");

    public Task EnsureSessionIdCookieAsync(CancellationToken ct) => Task.CompletedTask;

    public Task RemoveSessionIdCookieAsync(CancellationToken ct) => Task.CompletedTask;

    public Task AddClientIdAsync(string clientId, CancellationToken ct) => Task.CompletedTask;

    public Task<IReadOnlyCollection<string>> GetClientListAsync(CancellationToken ct) => Task.FromResult<IReadOnlyCollection<string>>([]);

    public Task AddSamlSessionAsync(SamlSpSessionData session, CancellationToken ct) => Task.CompletedTask;

    public Task<IReadOnlyCollection<SamlSpSessionData>> GetSamlSessionListAsync(CancellationToken ct) =>
        Task.FromResult<IReadOnlyCollection<SamlSpSessionData>>([]);

    public Task RemoveSamlSessionAsync(string entityId, CancellationToken ct) => Task.CompletedTask;

    // The gate of the authorization endpoint has asked already.
    private async Task<AuthenticatedSubject?> FindAsync() =>
        admitted.Authorization is not null || http.HttpContext is not HttpContext context
            ? admitted.Subject
            : await authentication.AuthenticateAsync(context);
}
