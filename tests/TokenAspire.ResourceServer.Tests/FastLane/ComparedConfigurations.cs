using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>What an application may have registered of its own, by name.</summary>
internal static class ComparedConfigurations
{
    /// <param name="Configure">Registers it.</param>
    /// <param name="Authenticates">Whether the lane may still stand in for the authentication middleware.</param>
    /// <param name="Authorizes">Whether it may still stand in for the authorization middleware.</param>
    public sealed record Configuration(Action<WebApplicationBuilder> Configure, bool Authenticates, bool Authorizes);

    public static IReadOnlyDictionary<string, Configuration> All { get; } = new Dictionary<string, Configuration>(StringComparer.Ordinal)
    {
        ["nothing"] = new(_ => { }, true, true),
        ["a fallback policy"] = new(
            builder => builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireClaim("tenant_id", "acme").Build()), true, true),
        ["another default policy"] = new(
            builder => builder.Services.AddAuthorizationBuilder().SetDefaultPolicy(new AuthorizationPolicyBuilder().RequireRole("support").Build()), true, true),
        ["a default policy with a scheme"] = new(
            builder => builder.Services.AddAuthorizationBuilder().SetDefaultPolicy(new AuthorizationPolicyBuilder("Other").RequireRole("guest").Build()), true, true),
        ["a claims transformation"] = new(builder => builder.Services.AddTransient<IClaimsTransformation, Promotion>(), false, true),
        ["a handler of every requirement"] = new(builder => builder.Services.AddSingleton<IAuthorizationHandler, GlobexIsOut>(), true, false),
        ["a handler from a factory"] = new(builder => builder.Services.AddScoped<IAuthorizationHandler>(_ => new GlobexIsOut()), true, false),
        ["events of its own"] = new(
            builder => builder.Services.PostConfigure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, options =>
            {
                options.EventsType = null;
                options.Events = new JwtBearerEvents { OnTokenValidated = Promotion.PromoteAsync };
            }),
            false,
            true),
        ["tokens that are saved"] = new(
            builder => builder.Services.PostConfigure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, options => options.SaveToken = true), false, true),
        ["a policy provider"] = new(builder => builder.Services.AddSingleton<IAuthorizationPolicyProvider, StricterPolicies>(), true, false),
        ["a policy evaluator"] = new(builder => builder.Services.AddTransient<IPolicyEvaluator, StricterEvaluator>(), true, false),
        ["another default scheme"] = new(
            builder => builder.Services.Configure<AuthenticationOptions>(options => options.DefaultAuthenticateScheme = OtherSchemeHandler.Name), false, true),
        ["a scheme that answers requests"] = new(
            builder => builder.Services.AddAuthentication().AddScheme<OtherSchemeOptions, CallbackSchemeHandler>("Callback", configureOptions: null), false, true),
        ["a selector of schemes"] = new(
            builder => builder.Services.PostConfigure<JwtBearerOptions>(
                JwtBearerDefaults.AuthenticationScheme,
                options => options.ForwardDefaultSelector = context => context.Request.Path == "/managers" ? OtherSchemeHandler.Name : null),
            false,
            true),
    };

    private sealed class Promotion : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim("roles", "manager"));
            return Task.FromResult(principal);
        }

        public static Task PromoteAsync(TokenValidatedContext context)
        {
            ((ClaimsIdentity)context.Principal!.Identity!).AddClaim(new Claim("roles", "manager"));
            return Task.CompletedTask;
        }
    }

    private sealed class GlobexIsOut : IAuthorizationHandler
    {
        public Task HandleAsync(AuthorizationHandlerContext context)
        {
            if (context.User.HasClaim("tenant_id", "globex"))
            {
                context.Fail();
            }

            return Task.CompletedTask;
        }
    }

    private sealed class StricterPolicies(IOptions<AuthorizationOptions> options) : IAuthorizationPolicyProvider
    {
        private readonly AuthorizationPolicy _strict = new AuthorizationPolicyBuilder().RequireRole("support").Build();

        public Task<AuthorizationPolicy> GetDefaultPolicyAsync() => Task.FromResult(_strict);

        public Task<AuthorizationPolicy?> GetFallbackPolicyAsync() => Task.FromResult<AuthorizationPolicy?>(_strict);

        public Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) => Task.FromResult(options.Value.GetPolicy(policyName));
    }

    private sealed class StricterEvaluator(IAuthorizationService authorization) : PolicyEvaluator(authorization)
    {
        public override async Task<PolicyAuthorizationResult> AuthorizeAsync(
            AuthorizationPolicy policy, AuthenticateResult authenticationResult, HttpContext context, object? resource) =>
            context.User.IsInRole("support")
                ? await base.AuthorizeAsync(policy, authenticationResult, context, resource)
                : PolicyAuthorizationResult.Forbid();
    }
}
