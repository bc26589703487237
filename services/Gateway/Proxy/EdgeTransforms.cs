using System.Net.Http.Headers;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace TokenAspire.Gateway.Proxy;

/// <summary>What changes between the outside and the services; the access token does not.</summary>
internal sealed class EdgeTransforms : ITransformProvider
{
    private const string PathRemovePrefix = "PathRemovePrefix";

    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context)
    {
        context.AddRequestTransform(request =>
        {
            Clean(request.ProxyRequest.Headers);
            return default;
        });

        string prefix = context.Route.Transforms?.Select(transform => transform.GetValueOrDefault(PathRemovePrefix)).FirstOrDefault(value => value is not null) ?? "";
        context.AddResponseTransform(response =>
        {
            RemoveCookies(response);
            Relocate(response.HttpContext.Response.Headers, prefix);
            return default;
        });
    }

    // Cookies are the gateway's own business. What the outside says about who forwarded what is not believed: YARP sets
    // its own X-Forwarded-For, -Proto, -Host and -Prefix after this, from the connection.
    private static void Clean(HttpRequestHeaders headers)
    {
        List<string>? foreign = null;
        foreach ((string name, _) in headers.NonValidated)
        {
            if (IsForeign(name))
            {
                (foreign ??= []).Add(name);
            }
        }

        foreign?.ForEach(name => headers.Remove(name));
    }

    private static bool IsForeign(string name) =>
        name.Equals(HeaderNames.Cookie, StringComparison.OrdinalIgnoreCase)
        || name.Equals("Forwarded", StringComparison.OrdinalIgnoreCase)
        || name.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase);

    // Nor does a service set any: it could log the browser in as somebody else. YARP has put them behind the gateway's own.
    private static void RemoveCookies(ResponseTransformContext response)
    {
        if (response.ProxyResponse?.Headers.NonValidated.TryGetValues(HeaderNames.SetCookie, out HeaderStringValues foreign) is true)
        {
            IHeaderDictionary headers = response.HttpContext.Response.Headers;
            headers.SetCookie = headers.SetCookie.Except(foreign, StringComparer.Ordinal).ToArray();
        }
    }

    // A service names paths of its own (/orders/1); outside they begin with what this route removes (/api/orders/1).
    private static void Relocate(IHeaderDictionary headers, string prefix)
    {
        string location = headers.Location.ToString();
        if (location.StartsWith('/') && !location.StartsWith("//", StringComparison.Ordinal))
        {
            headers.Location = prefix + location;
        }
    }
}
