using System.Security.Claims;

namespace TokenAspire.Orders.Orders;

/// <summary>Who asks, as far as orders are concerned: read from the verified token, bound per request.</summary>
internal sealed record Caller(string Subject, string TenantId, bool IsSupport)
{
    public const string TenantClaim = "tenant_id";
    public const string RolesClaim = "roles";
    public const string SupportRole = "support";

    /// <summary>A customer sees their own orders; support sees those of its tenant. Nobody sees another tenant's.</summary>
    public bool MaySee(Order order) =>
        string.Equals(order.TenantId, TenantId, StringComparison.Ordinal)
        && (IsSupport || string.Equals(order.Owner, Subject, StringComparison.Ordinal));

    public static Caller Of(ClaimsPrincipal user) => new(
        user.FindFirstValue("sub") ?? throw new InvalidOperationException("A verified token came without sub."),
        user.FindFirstValue(TenantClaim) ?? throw new InvalidOperationException($"The policy of the orders let a token without {TenantClaim} through."),
        user.HasClaim(RolesClaim, SupportRole));
}
