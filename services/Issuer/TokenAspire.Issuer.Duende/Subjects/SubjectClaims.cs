using System.Security.Claims;
using Duende.IdentityServer.Services;
using Microsoft.Extensions.Logging;

namespace TokenAspire.Issuer.Duende.Subjects;

/// <summary>Which claims of a person are in every token: <c>sub</c> and <c>auth_time</c>, and not how they logged in.</summary>
internal sealed class SubjectClaims(IProfileService profile, ILogger<DefaultClaimsService> logger) : DefaultClaimsService(profile, logger)
{
    protected override IEnumerable<Claim> GetStandardSubjectClaims(ClaimsPrincipal subject) => subject.FindAll(claim => claim.Type is "sub" or "auth_time");

    protected override IEnumerable<Claim> GetOptionalClaims(ClaimsPrincipal subject) => [];
}
