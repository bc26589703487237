using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TokenAspire.Issuer.Protocol;
using TokenAspire.Issuer.Protocol.Authorize;
using TokenAspire.Issuer.Protocol.DeviceAuthorization;
using TokenAspire.Issuer.Protocol.Discovery;
using TokenAspire.Issuer.Protocol.EndSession;
using TokenAspire.Issuer.Protocol.Introspection;
using TokenAspire.Issuer.Protocol.Jwks;
using TokenAspire.Issuer.Protocol.PushedAuthorization;
using TokenAspire.Issuer.Protocol.Revocation;
using TokenAspire.Issuer.Protocol.Token;
using TokenAspire.Issuer.Protocol.UserInfo;

namespace TokenAspire.Issuer.Engine;

/// <summary>Maps the endpoints of the built-in protocol engine.</summary>
public static class ProtocolEngineApplicationExtensions
{
    private static readonly string[] Get = [HttpMethods.Get];
    private static readonly string[] Post = [HttpMethods.Post];
    private static readonly string[] GetOrPost = [HttpMethods.Get, HttpMethods.Post];

    /// <summary>Maps discovery, JWKS and the OAuth endpoints.</summary>
    public static WebApplication MapProtocolEngine(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        Map<DiscoveryEndpoint>(app, Get, ProtocolPaths.OpenIdConfiguration, (endpoint, context) => endpoint.HandleAsync(context));
        Map<DiscoveryEndpoint>(app, Get, ProtocolPaths.AuthorizationServerMetadata, (endpoint, context) => endpoint.HandleAsync(context));
        Map<JwksEndpoint>(app, Get, ProtocolPaths.Jwks, (endpoint, context) => endpoint.HandleAsync(context));
        Map<AuthorizeEndpoint>(app, GetOrPost, ProtocolPaths.Authorize, (endpoint, context) => endpoint.HandleAsync(context));
        Map<PushedAuthorizationEndpoint>(app, Post, ProtocolPaths.PushedAuthorization, (endpoint, context) => endpoint.HandleAsync(context));
        Map<DeviceAuthorizationEndpoint>(app, Post, ProtocolPaths.DeviceAuthorization, (endpoint, context) => endpoint.HandleAsync(context));
        MapToken(app);
        Map<IntrospectionEndpoint>(app, Post, ProtocolPaths.Introspection, (endpoint, context) => endpoint.HandleAsync(context));
        Map<RevocationEndpoint>(app, Post, ProtocolPaths.Revocation, (endpoint, context) => endpoint.HandleAsync(context));
        Map<EndSessionEndpoint>(app, GetOrPost, ProtocolPaths.EndSession, (endpoint, context) => endpoint.HandleAsync(context));
        Map<UserInfoEndpoint>(app, GetOrPost, ProtocolPaths.UserInfo, (endpoint, context) => endpoint.HandleAsync(context));
        return app;
    }

    // The busiest endpoint: one for all requests, and what stands between routing and the other endpoints is nothing to it.
    private static void MapToken(WebApplication app)
    {
        TokenEndpoint endpoint = app.Services.GetRequiredService<TokenEndpoint>();
        app.MapMethods(ProtocolPaths.Token, Post, async (HttpContext context) =>
        {
            IResult result = await endpoint.HandleAsync(context);
            await result.ExecuteAsync(context);
        }).AllowAnonymous().ShortCircuit();
    }

    // Each endpoint authenticates its caller itself, by the protocol's own rules.
    private static void Map<TEndpoint>(
        IEndpointRouteBuilder routes, string[] methods, string path, Func<TEndpoint, HttpContext, Task<IResult>> handle)
        where TEndpoint : notnull =>
        routes.MapMethods(path, methods, async (HttpContext context) =>
        {
            IResult result = await handle(context.RequestServices.GetRequiredService<TEndpoint>(), context);
            await result.ExecuteAsync(context);
        }).AllowAnonymous();
}
