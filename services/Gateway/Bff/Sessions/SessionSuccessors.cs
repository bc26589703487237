using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using StackExchange.Redis;
using TokenAspire.Revocation;

namespace TokenAspire.Gateway.Bff.Sessions;

/// <summary>
/// What a browser may never have received: the session that followed another. It waits in Redis, encrypted, until the
/// browser shows that it has it. Asked for only when a session is to be refreshed; without Redis a browser that comes back
/// later than the issuer's grace window has to log in again.
/// </summary>
internal sealed class SessionSuccessors(RedisLink redis, IDataProtectionProvider protection, TimeProvider time, ILogger<SessionSuccessors> logger)
{
    private const string Prefix = "tokenaspire:gateway:successor:";

    private readonly IDataProtector _protector = protection.CreateProtector("TokenAspire.Gateway.Successor.v1");
    private bool _isAlone;

    /// <summary>Where the successor of the session with this refresh token waits.</summary>
    public static string KeyOf(string refreshToken) => Prefix + Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(refreshToken)));

    /// <summary>The session that followed this one and was never used; null where there is none.</summary>
    public async Task<BrowserSession?> FindAsync(BrowserSession session)
    {
        RedisValue kept = await AskAsync("GET", store => store.StringGetAsync(KeyOf(session.RefreshToken)));
        if (kept.IsNullOrEmpty)
        {
            return null;
        }

        try
        {
            return SessionFormat.Read(_protector.Unprotect(kept!))?.With(session.IdToken);
        }
        catch (CryptographicException)
        {
            // Kept under a secret that was taken out.
            return null;
        }
    }

    /// <summary>Before the browser is answered: the next replica it asks has to know.</summary>
    public Task KeepAsync(BrowserSession session, BrowserSession successor)
    {
        // The browser has the id token, which is the larger half.
        byte[] kept = _protector.Protect(SessionFormat.Write(successor.With(idToken: "")));
        return AskAsync("SET", store => store.StringSetAsync(KeyOf(session.RefreshToken), kept, successor.ExpiresAt - time.GetUtcNow()));
    }

    /// <summary>
    /// The browser has this session: whoever comes with the one before it has stolen it, or is late by more than a minute,
    /// and the issuer decides about that. Nobody waits for it.
    /// </summary>
    public void Arrived(BrowserSession session)
    {
        if (session.Predecessor.Length > 0)
        {
            _ = AskAsync("DEL", store => store.KeyDeleteAsync(session.Predecessor));
        }
    }

    private async Task<T?> AskAsync<T>(string command, Func<IDatabase, Task<T>> question)
    {
        try
        {
            T answer = await redis.ExchangeAsync(
                new RedisOperation(command), connection => question(connection.GetDatabase()), CancellationToken.None);
            _isAlone = false;
            return answer;
        }
        catch (StreamUnreachableException fault)
        {
            if (!_isAlone)
            {
                _isAlone = true;
                Log.SuccessorsUnavailable(logger, fault);
            }

            return default;
        }
    }
}
