using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;

namespace TokenAspire.Gateway.Bff.Sessions;

/// <summary>
/// The cookie that is the session: encrypted, in as many chunks as it takes, out of reach of scripts and of other sites'
/// requests.
/// </summary>
internal sealed class SessionCookie(IDataProtectionProvider protection, SessionMemory memory, SessionSuccessors successors)
{
    // The prefix makes browsers insist on Secure, Path=/ and no Domain (RFC 6265bis section 4.1.3.2).
    public const string Name = "__Host-gateway-session";

    private readonly IDataProtector _protector = protection.CreateProtector("TokenAspire.Gateway.Session.v1");
    private readonly ChunkingCookieManager _chunks = new() { ThrowForPartialCookies = false };

    // Lax, not Strict: a Strict cookie is withheld from a navigation that began elsewhere, and coming back from the issuer,
    // or by a link in a mail, is one: the person would look logged out. What Strict would add, the anti-forgery header has.
    // No expiry here: it goes with the browser, and what it carries has an end of its own.
    private static CookieOptions Options => new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true };

    public static bool IsPresent(HttpRequest request) => request.Headers.Cookie.Count > 0 && request.Cookies.ContainsKey(Name);

    /// <summary>The session in the request's cookie; null where there is none that this gateway has written.</summary>
    public BrowserSession? Read(HttpContext context) =>
        _chunks.GetRequestCookie(context, Name) is { Length: > 0 } value ? memory.Find(value) ?? Open(value) : null;

    public void Write(HttpContext context, BrowserSession session) =>
        _chunks.AppendResponseCookie(context, Name, Base64Url.EncodeToString(_protector.Protect(SessionFormat.Write(session))), Options);

    public void Delete(HttpContext context) => _chunks.DeleteCookie(context, Name, Options);

    private BrowserSession? Open(string value)
    {
        try
        {
            BrowserSession? session = SessionFormat.Read(_protector.Unprotect(Base64Url.DecodeFromChars(value)));
            if (session is not null)
            {
                memory.Keep(value, session);
                successors.Arrived(session);
            }

            return session;
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException)
        {
            // Made by somebody else, or under a secret that was taken out.
            return null;
        }
    }
}
