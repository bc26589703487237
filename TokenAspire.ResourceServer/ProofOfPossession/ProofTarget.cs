using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TokenAspire.ResourceServer;

/// <summary>
/// What URL a request was made for. Its <c>Host</c> is no evidence of that: whoever replays a proof made for another
/// server would send that server's name along.
/// </summary>
internal sealed class ProofTarget(IServer server, IOptions<TokenVerificationOptions> options, ILogger<ProofTarget> logger)
{
    private readonly ProofOfPossessionOptions _options = options.Value.ProofOfPossession;
    private volatile string[]? _bases;

    /// <summary>Whether this is the URL of the request, query and fragment aside (RFC 9449 section 4.3, 9).</summary>
    public bool IsFor(string uri, HttpRequest request)
    {
        string? wanted = Normalize(uri);
        string path = PathOf(request);
        return wanted is not null && Array.Exists(Bases(), known => Normalize(known + path) == wanted);
    }

    /// <summary>Whether this is the URL of something at the edge, as far as the edge is known here.</summary>
    public bool IsAtEdge(string uri)
    {
        string? wanted = Normalize(uri);
        return wanted is not null
            && (_options.PublicUrls.Count == 0
                || Array.Exists(Bases(), known => wanted.StartsWith(known + "/", StringComparison.Ordinal)));
    }

    /// <summary>
    /// Scheme, authority and path in their one normal form (RFC 3986 sections 6.2.2 and 6.2.3): lower-case names, no
    /// default port, no dot segments, no needless percent-encoding, and what is needed of it in capitals. Null when it is
    /// no absolute http or https URL, or has a user in it.
    /// </summary>
    public static string? Normalize(string uri)
    {
        // RFC 3986 section 2: anything else is to be percent-encoded; Uri would rather mend it than refuse it.
        if (uri.AsSpan().ContainsAnyExceptInRange('!', '~') || uri.Contains('\\', StringComparison.Ordinal)
            || !Uri.TryCreate(uri, UriKind.Absolute, out Uri? parsed)
            || parsed.Scheme is not ("https" or "http") || parsed.UserInfo.Length > 0)
        {
            return null;
        }

        string normal = parsed.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        return string.Create(normal.Length, normal, Capitalize);
    }

    private static void Capitalize(Span<char> text, string normal)
    {
        normal.CopyTo(text);
        for (int i = 0; i + 2 < text.Length; i++)
        {
            if (text[i] == '%')
            {
                text[i + 1] = char.ToUpperInvariant(text[i + 1]);
                text[i + 2] = char.ToUpperInvariant(text[i + 2]);
            }
        }
    }

    // As it came: the decoded path does not tell %2F and / apart. A bare # has no business there, and is none of a fragment.
    private static string PathOf(HttpRequest request)
    {
        string? target = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget;
        return target is ['/', ..] && !target.Contains('#', StringComparison.Ordinal) ? target : (request.PathBase + request.Path).ToUriComponent();
    }

    // The server knows its addresses once it listens, and requests come only then.
    private string[] Bases()
    {
        if (_bases is { } known)
        {
            return known;
        }

        IEnumerable<string> addresses = _options.PublicUrls.Count > 0
            ? _options.PublicUrls
            : server.Features.Get<IServerAddressesFeature>()?.Addresses.Where(NamesAHost) ?? [];
        string[] bases = [.. addresses.Select(Normalize).OfType<string>().Select(address => address.TrimEnd('/'))];
        if (bases.Length == 0)
        {
            Log.NoPublicUrl(logger);
        }

        return _bases = bases;
    }

    // http://[::]:80, http://0.0.0.0:80, http://*:80 and http://+:80 are every name of the machine, and so none.
    private static bool NamesAHost(string address) =>
        Normalize(address) is { } normal && new Uri(normal).Host is not ("[::]" or "0.0.0.0");
}
