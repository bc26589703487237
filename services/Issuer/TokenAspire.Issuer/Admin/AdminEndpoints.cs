using TokenAspire.Issuer.Audit;
using TokenAspire.ResourceServer;

namespace TokenAspire.Issuer.Admin;

internal static class AdminEndpoints
{
    private const string Scope = "tokens:admin";

    /// <summary>A body that cannot be read is the caller's mistake, 400, in Development too.</summary>
    public static WebApplicationBuilder AddAdmin(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        return builder;
    }

    /// <summary>
    /// Maps the operators' API. Its tier is standard: revoking must be possible just when the
    /// revocation stream is away (202), and a sensitive endpoint would refuse then.
    /// </summary>
    public static WebApplication MapAdmin(this WebApplication app)
    {
        RouteGroupBuilder admin = app.MapGroup("/admin").RequireScope(Scope, RiskTier.Standard);
        admin.AddEndpointFilter(async (context, next) =>
        {
            context.HttpContext.Response.Headers.CacheControl = "no-store";
            return await next(context);
        });
        admin.AddEndpointFilter<AuditedAdministration>();
        admin.MapAccounts();
        admin.MapAudit();
        admin.MapRevocations();
        admin.MapSessions();
        admin.MapKeys();
        return app;
    }

    /// <summary>Who is asking, for the audit trail: the client of the verified token.</summary>
    public static string Actor(this HttpContext context) => context.User.FindFirst("client_id")?.Value ?? "unknown";
}
