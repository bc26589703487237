using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>Endpoints of every shape that authorization knows. Each tells all it can see of the user.</summary>
internal static class ComparedEndpoints
{
    /// <summary>Paths that mean the same with JwtBearer alone.</summary>
    public static string[] Paths { get; } =
    [
        "/open", "/anonymous", "/any", "/tenant", "/has-tenant", "/tenant-set", "/support", "/roles", "/both", "/managers", "/assertion",
        "/name", "/self", "/data", "/data-only", "/bearer", "/other", "/either", "/neither", "/derived", "/challenge", "/forbid", "/changing",
        "/replacing", "/nowhere",
    ];

    /// <summary>Paths whose policies are this library's.</summary>
    public static string[] OwnPaths { get; } = ["/scope", "/scopes", "/audience", "/scope-and-tenant", "/sensitive"];

    public static void Map(WebApplication app)
    {
        app.MapGet("/open", DescribeAsync);
        app.MapGet("/anonymous", DescribeAsync).RequireAuthorization().AllowAnonymous();
        app.MapGet("/any", DescribeAsync).RequireAuthorization();
        app.MapGet("/tenant", DescribeAsync).RequireAuthorization(policy => policy.RequireClaim("tenant_id", "acme", "globex"));
        app.MapGet("/has-tenant", DescribeAsync).RequireAuthorization(policy => policy.RequireClaim("TENANT_ID"));
        app.MapGet("/tenant-set", DescribeAsync).RequireAuthorization(policy => policy.RequireClaim("tenant_id", new HashSet<string>(StringComparer.Ordinal) { "acme" }));
        app.MapGet("/support", DescribeAsync).RequireAuthorization(policy => policy.RequireRole("support"));
        app.MapGet("/roles", DescribeAsync).RequireAuthorization(new AuthorizeAttribute { Roles = "manager, support" });
        app.MapGet("/both", DescribeAsync)
            .RequireAuthorization(policy => policy.RequireClaim("tenant_id", "acme"))
            .RequireAuthorization(policy => policy.RequireRole("support", "manager"));
        app.MapGet("/managers", DescribeAsync).RequireAuthorization(policy => policy.RequireRole("manager"));
        app.MapGet("/assertion", DescribeAsync).RequireAuthorization(policy => policy.RequireAssertion(context => context.User.HasClaim("tenant_id", "acme")));
        app.MapGet("/name", DescribeAsync).RequireAuthorization(policy => policy.RequireUserName("alice"));
        app.MapGet("/self", DescribeAsync).RequireAuthorization(policy => policy.AddRequirements(new TenantRequirement("acme")));
        app.MapGet("/data", DescribeAsync).RequireAuthorization().WithMetadata(new TenantAttribute("acme"));
        app.MapGet("/data-only", DescribeAsync).WithMetadata(new TenantAttribute("acme"));
        app.MapGet("/bearer", DescribeAsync).RequireAuthorization(policy => policy.AddAuthenticationSchemes("Bearer").RequireRole("support"));
        app.MapGet("/other", DescribeAsync).RequireAuthorization(policy => policy.AddAuthenticationSchemes("Other").RequireRole("guest"));
        app.MapGet("/either", DescribeAsync).RequireAuthorization(policy => policy.AddAuthenticationSchemes("Bearer", "Other").RequireRole("guest"));
        app.MapGet("/neither", DescribeAsync).RequireAuthorization(policy => policy.AddAuthenticationSchemes("Other", "Bearer").RequireRole("nobody"));
        app.MapGet("/derived", DescribeAsync).RequireAuthorization(policy => policy.AddRequirements(new AcmeOnlyRequirement()));
        app.MapGet("/challenge", () => Results.Challenge()).RequireAuthorization();
        app.MapGet("/forbid", () => Results.Forbid()).RequireAuthorization();
        app.MapGet("/changing", ChangeAsync).RequireAuthorization();
        app.MapGet("/replacing", ReplaceAsync).RequireAuthorization();
    }

    public static void MapOwn(WebApplication app)
    {
        app.MapGet("/scope", DescribeAsync).RequireScope("orders:read");
        app.MapGet("/scopes", DescribeAsync).RequireScope("orders:read").RequireScope("orders:refund");
        app.MapGet("/audience", DescribeAsync).RequireAuthorization(policy => policy.RequireAudience("inventory"));
        app.MapGet("/scope-and-tenant", DescribeAsync).RequireScope("orders:read").RequireAuthorization(policy => policy.RequireClaim("tenant_id", "acme"));
        app.MapGet("/sensitive", DescribeAsync).RequireScope("orders:refund", RiskTier.Sensitive);
    }

    private static Task DescribeAsync(HttpContext context) => DescribeAsync(context, "");

    private static async Task DescribeAsync(HttpContext context, string before)
    {
        AuthenticateResult? result = context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult;
        AuthenticateResult again = await context.AuthenticateAsync("Bearer");
        string[] seen =
        [
            before,
            .. context.User.Claims.Select(claim => $"{claim.Type}={claim.Value} {claim.Issuer} {claim.Subject == context.User.Identities.First()}"),
            $"{context.User.Identity?.Name} {context.User.Identity?.IsAuthenticated} {context.User.Identity?.AuthenticationType} {context.User.Identities.Count()}",
            $"{context.User.IsInRole("support")} {context.User.IsInRole("manager")} {context.User.HasClaim("tenant_id", "acme")}",
            $"{result?.Succeeded} {result?.Ticket?.AuthenticationScheme} {result?.Properties?.ExpiresUtc} {result?.Properties?.IssuedUtc} {result?.Properties?.Items.Count}",
            $"{again.Succeeded} {again.Ticket?.AuthenticationScheme} {again.Properties?.ExpiresUtc} {again.Properties?.IssuedUtc} {again.Properties?.Items.Count}",
            $"{result?.Principal == context.User} {again.Principal == context.User} {context.Features.Get<IHttpAuthenticationFeature>()?.User == context.User}",
            $"{context.Features.Get<IAuthenticationFeature>()?.OriginalPath} {context.Features.Get<IAuthenticationFeature>()?.OriginalPathBase}",
        ];
        await context.Response.WriteAsync(string.Join('\n', seen), context.RequestAborted);
    }

    // What the next request with the token must not see.
    private static Task ChangeAsync(HttpContext context)
    {
        if (context.User.Identity is ClaimsIdentity identity)
        {
            identity.AddClaim(new Claim("roles", "manager"));
            identity.FindFirst("sub")?.Properties.Add("changed", "yes");
            identity.TryRemoveClaim(identity.FindFirst("tenant_id"));
            identity.Label = "changed";
            identity.BootstrapContext = "changed";
            identity.Actor = new ClaimsIdentity([new Claim("sub", "changed")], "changed");
        }

        string before = string.Join(',', context.User.Claims.SelectMany(claim => claim.Properties.Keys));
        context.User.AddIdentity(new ClaimsIdentity([new Claim("tenant_id", "acme"), new Claim("roles", "manager")], "changed", "sub", "roles"));
        return DescribeAsync(context, before);
    }

    private static Task ReplaceAsync(HttpContext context)
    {
        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "somebody")], "replaced", "sub", "roles"));
        return DescribeAsync(context);
    }

    /// <summary>A requirement that is its own handler.</summary>
    private sealed class TenantRequirement(string tenant) : AuthorizationHandler<TenantRequirement>, IAuthorizationRequirement
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, TenantRequirement requirement)
        {
            if (context.User.HasClaim("tenant_id", tenant))
            {
                context.Succeed(requirement);
            }

            return Task.CompletedTask;
        }
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class TenantAttribute(string tenant) : Attribute, IAuthorizationRequirementData
    {
        public string Tenant => tenant;

        public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new TenantRequirement(tenant)];
    }

    /// <summary>Looks like one that is known, and asks for more.</summary>
    private sealed class AcmeOnlyRequirement() : ClaimsAuthorizationRequirement("tenant_id", allowedValues: null)
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ClaimsAuthorizationRequirement requirement)
        {
            if (context.User.HasClaim("tenant_id", "acme"))
            {
                context.Succeed(requirement);
            }

            return Task.CompletedTask;
        }
    }
}
