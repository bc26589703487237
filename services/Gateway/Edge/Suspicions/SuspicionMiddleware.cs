using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using TokenAspire.Propagation;
using TokenAspire.ResourceServer;
using TokenAspire.Revocation;
using TokenAspire.ServiceDefaults.Deployment;

namespace TokenAspire.Gateway.Edge.Suspicions;

/// <summary>Compares where a session is used with where it was: a stolen token is used by two.</summary>
internal sealed class SuspicionMiddleware(
    RequestDelegate next,
    Sightings sightings,
    SessionEnder ender,
    GatewayMetrics metrics,
    IOptions<SuspicionOptions> options,
    IOptions<ForwardedHeadersOptions> proxies,
    ILogger<SuspicionMiddleware> logger)
{
    private readonly string _countryHeader = options.Value.CountryHeader;
    private readonly SuspicionKind?[] _endOn = [.. options.Value.EndSessionOn.Select(SuspicionKinds.Parse)];

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetTokenIdentity() is not { } token)
        {
            return next(context);
        }

        SessionKey session = SessionKey.Of(token);
        if (_endOn.Length > 0 && ender.HasEnded(session.Session))
        {
            return RefuseAsync(context, token);
        }

        IReadOnlyList<SuspicionKind> found = sightings.Note(session, Place.Of(context, CountryOf(context)));
        return found.Count == 0 ? next(context) : SuspectAsync(context, token, session, found);
    }

    // Whoever else sends the header may write into it what they like.
    private StringValues CountryOf(HttpContext context) =>
        _countryHeader.Length > 0 && proxies.Value.KnowsSenderOf(context) ? context.Request.Headers[_countryHeader] : default;

    private Task SuspectAsync(HttpContext context, in TokenIdentity token, SessionKey session, IReadOnlyList<SuspicionKind> found)
    {
        bool ends = false;
        foreach (SuspicionKind kind in found)
        {
            bool isTheEnd = Array.IndexOf(_endOn, kind) >= 0;
            ends |= isTheEnd;
            metrics.Suspected(kind);
            Log.Suspected(logger, kind.ToWire(), isTheEnd);
        }

        if (!ends)
        {
            return next(context);
        }

        ender.End(session.Session, isToken: token.SessionId is null);
        return RefuseAsync(context, token);
    }

    private static Task RefuseAsync(HttpContext context, in TokenIdentity token) =>
        Refusal.InvalidToken((token.SessionId is null ? RefusalReason.RevokedToken : RefusalReason.RevokedSession).ToWire()).ExecuteAsync(context);
}
