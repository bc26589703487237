namespace TokenAspire.Issuer.Contracts.Subjects;

/// <summary>What tokens and userinfo say about a person.</summary>
/// <param name="SubjectId">The <c>sub</c> claim.</param>
/// <param name="UserName">The <c>preferred_username</c> claim.</param>
/// <param name="DisplayName">The <c>name</c> claim.</param>
/// <param name="TenantId">The <c>tenant_id</c> claim.</param>
/// <param name="Roles">The <c>roles</c> claim.</param>
public sealed record SubjectProfile(
    string SubjectId, string UserName, string DisplayName, string TenantId, IReadOnlyList<string> Roles);
