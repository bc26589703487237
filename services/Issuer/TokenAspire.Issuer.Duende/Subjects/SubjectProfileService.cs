using System.Security.Claims;
using System.Text.Json;
using Duende.IdentityServer;
using Duende.IdentityServer.Extensions;
using Duende.IdentityServer.Models;
using Duende.IdentityServer.Services;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Duende.Tokens;

namespace TokenAspire.Issuer.Duende.Subjects;

/// <summary>What tokens and userinfo say about a person: tenant, roles and names, as they are now.</summary>
internal sealed class SubjectProfileService(ISubjectProfiles profiles, TokenIssuance issuance) : IProfileService
{
    public async Task GetProfileDataAsync(ProfileDataRequestContext context, CancellationToken ct)
    {
        // The store has just read the person with the grant.
        SubjectProfile? profile = issuance.User?.Profile ?? await profiles.FindAsync(context.Subject.GetSubjectId(), ct);
        if (profile is not null)
        {
            context.IssuedClaims.AddRange(Claims(profile).Where(claim => context.RequestedClaimTypes.Contains(claim.Type, StringComparer.Ordinal)));
        }
    }

    public async Task IsActiveAsync(IsActiveContext context, CancellationToken ct) =>
        context.IsActive = issuance.Code is not null || issuance.Exchange is not null
            // The gate has found them, and the store will look again.
            || await profiles.FindAsync(context.Subject.GetSubjectId(), ct) is not null;

    private static Claim[] Claims(SubjectProfile profile) =>
    [
        new("name", profile.DisplayName),
        new("preferred_username", profile.UserName),
        new("tenant_id", profile.TenantId),
        // A list, of one role too.
        new("roles", JsonSerializer.Serialize(profile.Roles), IdentityServerConstants.ClaimValueTypes.Json),
    ];
}
