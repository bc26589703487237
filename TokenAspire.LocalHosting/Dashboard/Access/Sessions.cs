using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace TokenAspire.LocalHosting.Dashboard.Access;

/// <summary>Browsers that have logged in, by the digest of their cookie. They end with the app host.</summary>
internal sealed class Sessions(int port)
{
    private const int Kept = 64;
    private readonly Lock _gate = new();
    private readonly LinkedList<string> _digests = new();

    /// <summary>Cookies are shared by all ports of a host, so each dashboard's has a name of its own.</summary>
    public string CookieName { get; } = FormattableString.Invariant($"tokenaspire-dashboard-{port}");

    public void Begin(HttpContext context)
    {
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        lock (_gate)
        {
            _digests.AddLast(Digest(id));
            if (_digests.Count > Kept)
            {
                _digests.RemoveFirst();
            }
        }

        context.Response.Cookies.Append(CookieName, id, new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            SameSite = SameSiteMode.Lax, // the printed address is often opened from another site: a terminal in a browser
            Secure = context.Request.IsHttps,
            Path = "/",
        });
    }

    public bool IsLoggedIn(HttpContext context)
    {
        if (context.Request.Cookies[CookieName] is not { Length: > 0 } id)
        {
            return false;
        }

        // The digest is looked up, not the id: how long the search takes says nothing about an id.
        string digest = Digest(id);
        lock (_gate)
        {
            return _digests.Contains(digest, StringComparer.Ordinal);
        }
    }

    private static string Digest(string id) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
