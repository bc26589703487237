using Microsoft.Extensions.Options;
using TokenAspire.Gateway.Bff;
using TokenAspire.Gateway.Edge.RateLimits;
using TokenAspire.ResourceServer;

namespace TokenAspire.Gateway.Edge.Requests;

/// <summary>
/// Serves the names under which clients know this gateway and no others (RFC 9110 section 7.4): what a page of another
/// site's name got from here would be that site's to read. The probes of the platform name an instance.
/// </summary>
internal sealed class PublicHostMiddleware(
    RequestDelegate next, IOptions<BffOptions> bff, IOptions<TokenVerificationOptions> verification, ILogger<PublicHostMiddleware> logger)
{
    // No name of another site's can be one of these (RFC 6761 section 6.3).
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    private readonly string[] _hosts =
    [
        .. verification.Value.ProofOfPossession.PublicUrls.Prepend(bff.Value.PublicUrl)
            .Select(url => HostString.FromUriComponent(new Uri(url)).Host)
            .SelectMany(host => host == "localhost" ? Loopback : [host])
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    public Task InvokeAsync(HttpContext context) =>
        IsKnown(context.Request.Host.Value) || Probes.IsProbe(context.Request.Path) ? next(context) : RefuseAsync(context);

    // gateway.example.com, gateway.example.com:443, [::1]:443. Which port it is the connection has decided.
    private bool IsKnown(ReadOnlySpan<char> authority)
    {
        foreach (string host in _hosts)
        {
            if (authority.StartsWith(host, StringComparison.OrdinalIgnoreCase) && (authority.Length == host.Length || authority[host.Length] == ':'))
            {
                return true;
            }
        }

        return false;
    }

    private Task RefuseAsync(HttpContext context)
    {
        Log.Malformed(logger, StatusCodes.Status400BadRequest);
        return TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest, title: "There is no such host here.").ExecuteAsync(context);
    }
}
