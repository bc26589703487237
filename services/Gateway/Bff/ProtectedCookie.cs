using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace TokenAspire.Gateway.Bff;

/// <summary>
/// Something that a browser keeps for the gateway during one errand to the issuer and back: encrypted, and good once and
/// not for long.
/// </summary>
internal sealed class ProtectedCookie<T>(string name, TimeSpan lifetime, IDataProtectionProvider protection, TimeProvider time)
    where T : class
{
    private readonly IDataProtector _protector = protection.CreateProtector("TokenAspire.Gateway", typeof(T).Name, "v1");

    // Lax: the browser comes back by a navigation that another site began.
    private static CookieOptions Options => new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true };

    private sealed record Envelope(T Content, DateTimeOffset ExpiresAt);

    /// <param name="context">Whose answer it goes with.</param>
    /// <param name="content">What is kept.</param>
    /// <param name="errand">Which of several errands at a time it is for; letters and digits.</param>
    public void Write(HttpContext context, T content, string errand = "")
    {
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(new Envelope(content, time.GetUtcNow() + lifetime));
        CookieOptions options = Options;
        options.MaxAge = lifetime;
        context.Response.Cookies.Append(name + errand, Base64Url.EncodeToString(_protector.Protect(bytes)), options);
    }

    /// <summary>Reads it and takes it away; null where there is none, or none that is still good.</summary>
    public T? Take(HttpContext context, string errand = "")
    {
        if (context.Request.Cookies[name + errand] is not { Length: > 0 } value)
        {
            return null;
        }

        context.Response.Cookies.Delete(name + errand, Options);
        Envelope? envelope = Open(value);
        return envelope?.ExpiresAt > time.GetUtcNow() ? envelope.Content : null;
    }

    /// <summary>Takes away all but the youngest of them, and what is none.</summary>
    public void Trim(HttpContext context, int most)
    {
        IEnumerable<string> tooMany = context.Request.Cookies
            .Where(cookie => cookie.Key.StartsWith(name, StringComparison.Ordinal))
            .OrderByDescending(cookie => Open(cookie.Value)?.ExpiresAt ?? DateTimeOffset.MinValue)
            .Skip(most)
            .Select(cookie => cookie.Key);
        foreach (string cookie in tooMany)
        {
            context.Response.Cookies.Delete(cookie, Options);
        }
    }

    private Envelope? Open(string value)
    {
        try
        {
            return JsonSerializer.Deserialize<Envelope>(_protector.Unprotect(Base64Url.DecodeFromChars(value)));
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException or JsonException)
        {
            return null;
        }
    }
}
