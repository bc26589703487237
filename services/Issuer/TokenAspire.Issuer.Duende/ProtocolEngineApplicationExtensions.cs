using System.Diagnostics;
using Duende.IdentityServer.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TokenAspire.Issuer.Duende.Requests;
using TokenAspire.Issuer.Protocol;
using TokenAspire.Issuer.Protocol.EndSession;
using TokenAspire.Issuer.Protocol.Telemetry;

namespace TokenAspire.Issuer.Engine;

/// <summary>Maps the endpoints of Duende IdentityServer, each behind its gate, at the same paths as the built-in engine's.</summary>
public static class ProtocolEngineApplicationExtensions
{
    private static readonly string[] Get = [HttpMethods.Get];
    private static readonly string[] Post = [HttpMethods.Post];
    private static readonly string[] GetOrPost = [HttpMethods.Get, HttpMethods.Post];

    /// <summary>Maps discovery, JWKS and the OAuth endpoints.</summary>
    public static WebApplication MapProtocolEngine(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        RequestDelegate duende = ((IEndpointRouteBuilder)app).CreateApplicationBuilder()
            // Every endpoint authenticates its caller itself, by the protocol's own rules.
            .UseIdentityServer(new IdentityServerMiddlewareOptions { AuthenticationMiddleware = _ => { } })
            .Build();
        app.MapMethods(ProtocolPaths.OpenIdConfiguration, Get, At(ProtocolPaths.OpenIdConfiguration, duende)).AllowAnonymous();
        // RFC 8414 3: another name for the same document.
        app.MapMethods(ProtocolPaths.AuthorizationServerMetadata, Get, At(ProtocolPaths.OpenIdConfiguration, duende)).AllowAnonymous();
        app.MapMethods(ProtocolPaths.Jwks, Get, At(ProtocolPaths.Jwks, duende)).AllowAnonymous();
        Map<AuthorizeGate>(app, GetOrPost, ProtocolPaths.Authorize, duende);
        Map<PushedAuthorizationGate>(app, Post, ProtocolPaths.PushedAuthorization, duende);
        Map<DeviceAuthorizationGate>(app, Post, ProtocolPaths.DeviceAuthorization, duende);
        Map<TokenGate>(app, Post, ProtocolPaths.Token, duende);
        Map<IntrospectionGate>(app, Post, ProtocolPaths.Introspection, duende);
        Map<RevocationGate>(app, Post, ProtocolPaths.Revocation, duende);
        Map<UserInfoGate>(app, GetOrPost, ProtocolPaths.UserInfo, duende);
        MapEndSession(app);
        return app;
    }

    private static void Map<TGate>(IEndpointRouteBuilder routes, string[] methods, string path, RequestDelegate duende)
        where TGate : IRequestGate
    {
        RequestDelegate endpoint = At(path, duende);
        routes.MapMethods(path, methods, async context =>
        {
            using Activity? activity = ProtocolActivity.Start(TGate.Endpoint);
            if (await context.RequestServices.GetRequiredService<TGate>().AdmitAsync(context) is IResult refusal)
            {
                await refusal.ExecuteAsync(context);
            }
            else
            {
                await endpoint(context);
            }

            activity.SetOutcome(context.RequestServices.GetRequiredService<AdmittedRequest>().Refusal);
        }).AllowAnonymous();
    }

    // Routing has found the endpoint, and takes a path with a slash at its end for the same; Duende compares to the letter.
    private static RequestDelegate At(string path, RequestDelegate duende) => context =>
    {
        context.Request.Path = path;
        return duende(context);
    };

    // Logout revokes first and then ends the session, which is the host's; Duende would end its own.
    private static void MapEndSession(WebApplication app) =>
        app.MapMethods(ProtocolPaths.EndSession, GetOrPost, async context =>
        {
            IResult result = await context.RequestServices.GetRequiredService<EndSessionEndpoint>().HandleAsync(context);
            await result.ExecuteAsync(context);
        }).AllowAnonymous();
}
