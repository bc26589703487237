using Microsoft.AspNetCore.Identity;

namespace TokenAspire.Issuer.Accounts;

/// <summary>A person's account.</summary>
internal sealed class Account : IdentityUser<Guid>
{
    /// <summary>The <c>name</c> claim.</summary>
    public required string DisplayName { get; set; }

    /// <summary>The <c>tenant_id</c> claim.</summary>
    public required string TenantId { get; set; }

    /// <summary>When an operator closed it: no login and no token since.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>The <c>roles</c> claim.</summary>
    public List<AccountRole> Roles { get; } = [];
}

/// <summary>A role of an account.</summary>
internal sealed class AccountRole
{
    /// <summary>Its name.</summary>
    public required string Role { get; init; }
}
